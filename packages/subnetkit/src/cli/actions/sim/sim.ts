import { availableParallelism } from 'node:os'
import { closestName } from '@subnetkit/base'
import { createScorers, htmlOf, type Lab, type Population, usualPopulation } from '@subnetkit/lab'
import { z } from 'zod'
import { keepReport } from '../../../sim-reports/keep-report.js'
import { wholeNumber } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { attack } from './attack.js'
import { castOf } from './cast.js'
import { chosenValidators, listCheats } from './cheats.js'
import { playExploits } from './exploits.js'
import { loadLab, usualLab } from './load-lab.js'
import { explainAgent, gateSeeds, playLab, type Stage, tellStory } from './play-lab.js'
import { renderExplanation, renderStory } from './render-explanation.js'
import { renderReport } from './render-report.js'
import { startScorers } from './scorer-processes.js'
import { mostDishonestStake, parseSettings } from './sweep.js'
import { sweepLab } from './sweep-lab.js'
import { writePage } from './write-page.js'

const shareOfStake = `must be a share from 0 to ${mostDishonestStake}`
const schema = z.strictObject({
  gate: z.boolean().default(false),
  force: z.boolean().default(false),
  list: z.boolean().default(false),
  exploits: z.boolean().default(false),
  attack: z.boolean().default(false),
  budget: z.string().optional(),
  explain: z.string().optional(),
  epochs: wholeNumber(1, 10_000).optional(),
  seed: wholeNumber(0, 999_999_999).default(1),
  seeds: wholeNumber(1, 1_000).optional(),
  honest: wholeNumber(4, 4_000).optional(),
  newcomers: wholeNumber(1, 1_000).optional(),
  validators: wholeNumber(1, 64).default(3),
  set: z.array(z.string()).default([]),
  dishonestStake: z.coerce
    .number(shareOfStake)
    .min(0, shareOfStake)
    .max(mostDishonestStake, shareOfStake)
    .optional(),
  dishonest: z.array(z.string()).default([]),
  agent: z.array(z.string()).default([]),
  processes: wholeNumber(1, 256).optional(),
  stall: wholeNumber(1, 3_600).default(10),
  sweep: z.string().optional(),
  html: z.string().min(1, 'must not be empty').optional(),
})
type Options = z.output<typeof schema>

/** Length of a play that names none; the exploits have one of their own. */
const usualEpochs = 40

/** Fewest seeds that confirm what a search found. */
const fewestAttackSeeds = 2

/** First argument that asks for an explanation of the most profitable cheat. */
const explainWord = 'explain'

export const action = defineAction(schema, async (context, options, args) => {
  if (options.exploits) {
    checkAlone(options, args)
    const { epochs, seed, seeds = 1 } = options
    return context.unlessInterrupted(playExploits(context, { epochs, seed, seeds }))
  }
  const explains = args[0] === explainWord
  const module = (explains ? args[1] : args[0]) ?? usualLab
  const lab = await loadLab(module)
  if (options.list) return listCheats(context, lab)
  checkTogether(options, explains)
  if (options.attack) return attackWith(context, lab, module, options)
  return context.unlessInterrupted(play(context, lab, { ...options, module, explains }))
})

async function play(
  context: Context,
  lab: Lab,
  options: Options & { readonly module: string; readonly explains: boolean },
): Promise<Outcome> {
  const { epochs = usualEpochs, seed, seeds, honest = 24, validators, module, html } = options
  const { cheats, mixtures } = castOf(lab, options.agent)
  const usual = {
    ...{ honest, validators, cheats, newcomers: options.newcomers, dishonestStake: options.dishonestStake },
    dishonestValidators: chosenValidators(options.dishonest),
  }
  const populationWith = (dishonestStake = options.dishonestStake): Population => {
    const known = usualPopulation(lab, { ...usual, dishonestStake })
    return { ...known, miners: [...known.miners, ...mixtures.map((agent) => ({ agent }))] }
  }
  const population = populationWith()
  checkExplained(options.explain, population)
  const scoring = population.validators.reduce(
    (sum, { agent, count = 1 }) => sum + (agent.scores ? count : 0),
    0,
  )
  await using scorers = await scorersFor(lab, module, { options, usual, scoring })
  const chain = parseSettings(options.set)
  const stage: Stage = { population, scorers, epochs, seed, seeds, chain, gate: options.gate }
  if (options.sweep !== undefined) {
    return await sweepLab(context, lab, { ...stage, populationWith }, options.sweep)
  }
  const played = await playLab(context, lab, stage)
  const { report, verdict } = played
  await keepReport(report, verdict, { env: context.io.env })
  const story = options.gate ? await tellStory(context, lab, stage, played) : null
  const top = verdict.findings[0]?.agent
  const subject = options.explain ?? (options.explains || html !== undefined ? top : undefined)
  const explanation = subject === undefined ? null : await explainAgent(context, lab, stage, subject)
  if (options.explain !== undefined && explanation === null) {
    throw cliError('USAGE', {
      detail: `${options.explain} was asked no question in this play`,
      fix: 'Pass --explain the name of an agent that plays; subnet sim --list names them.',
    })
  }
  if (html !== undefined) {
    await writePage(html, htmlOf(report, verdict, { explanation, story }), options.force)
  }
  const isPage = html !== undefined
  return {
    data: { ...report, gate: verdict, ...(story && { story }), ...(explanation && { explanation }) },
    text: () =>
      [
        ...renderReport(context, report, verdict),
        ...(story === null ? [] : ['', ...renderStory(context, story)]),
        ...(explanation === null || (isPage && !options.explains && options.explain === undefined)
          ? []
          : ['', ...renderExplanation(context, explanation)]),
        ...(isPage ? [`Page: ${html}`] : []),
      ].join('\n'),
    exitCode: options.gate && !verdict.passes ? exitCodes.failed : exitCodes.done,
  }
}

async function attackWith(context: Context, lab: Lab, module: string, options: Options): Promise<Outcome> {
  const { gate, epochs = usualEpochs, seed, seeds = 5, honest = 12, validators, budget = '150' } = options
  const usual = { honest, validators, cheats: [] }
  await using scorers = await scorersFor(lab, module, { options, usual, scoring: validators })
  // Its processes end with this function.
  return await attack(context, lab, {
    ...{ module, scorers, budget, gate, epochs, seed, seeds, honest, validators },
  })
}

async function scorersFor(
  lab: Lab,
  module: string,
  of: {
    readonly options: Options
    readonly usual: Parameters<typeof usualPopulation>[1] & object
    readonly scoring: number
  },
) {
  const { options, usual, scoring } = of
  // Only what runs in another process can be ended in a loop, so that this one is asked for.
  if (options.processes === 1) return createScorers(lab)
  const processes = Math.min(options.processes ?? availableParallelism(), scoring)
  return startScorers({ module, population: usual, processes, stallS: options.stall })
}

/** Throws USAGE for an agent that does not play, before the play. */
function checkExplained(name: string | undefined, { miners }: Population): void {
  const known = miners.map(({ agent }) => agent.name)
  if (name === undefined || known.includes(name)) return
  const meant = closestName(name, known)
  const fix =
    meant === null ? `Choose one of ${known.join(', ')}.` : `Pass --explain ${meant}, if that is meant.`
  throw cliError('USAGE', { detail: `no agent ${name} plays`, fix })
}

/** Throws USAGE for what would have no effect beside the exploits. */
function checkAlone({ attack: searches, gate, sweep, html }: Options, args: readonly string[]): void {
  const idle = [searches, gate, sweep !== undefined, html !== undefined, args.length > 0]
  if (!idle.includes(true)) return
  throw cliError('USAGE', {
    detail: 'the exploits play subnets of their own',
    fix: 'Leave out the module, --attack, --gate, --sweep and --html beside --exploits.',
  })
}

/** Throws USAGE for options that cannot be given together. */
function checkTogether(
  { attack: searches, gate: judges, seeds, budget, ...options }: Options,
  explains: boolean,
): void {
  const { html, sweep, agent, explain, dishonestStake, dishonest, set, newcomers } = options
  const clash = (detail: string, fix: string) => cliError('USAGE', { detail, fix })
  if (html !== undefined && sweep !== undefined) {
    throw clash('a page shows one report, and a sweep makes several', 'Leave out --html or --sweep.')
  }
  const isOther = [html, sweep, explain, dishonestStake, newcomers].some((one) => one !== undefined)
  const others = isOther || [agent, dishonest, set].some(({ length }) => length > 0) || explains
  if (searches && others) {
    throw clash(
      'a search chooses its agents itself and prints what it finds',
      'Leave out --attack, or --agent, --html, --sweep, --set, --newcomers, --dishonest, --dishonest-stake and explain.',
    )
  }
  if (!searches && budget !== undefined)
    throw clash('only a search has a budget', 'Add --attack, or leave out --budget.')
  const fewest = searches ? fewestAttackSeeds : judges ? gateSeeds : 1
  if (seeds !== undefined && seeds < fewest) {
    throw clash(
      `${seeds === 1 ? 'one seed decides' : `${seeds} seeds decide`} by luck whether a cheat pays`,
      `Pass --seeds ${fewest} or more, or leave it out.`,
    )
  }
}
