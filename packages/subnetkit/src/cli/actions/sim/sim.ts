import { availableParallelism } from 'node:os'
import {
  type ChainSettings,
  createScorers,
  gate,
  htmlOf,
  type Lab,
  reportOf,
  usualPopulation,
} from '@subnetkit/lab'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import { defineAction } from '../../program/define-action.js'
import { chosenCheats, chosenValidators, listCheats } from './cheats.js'
import { playExploits } from './exploits.js'
import { loadLab, usualLab } from './load-lab.js'
import { playSeeds } from './play-seeds.js'
import { renderReport } from './render-report.js'
import { renderSweep, type SweptReport } from './render-sweep.js'
import { startScorers } from './scorer-processes.js'
import { burnShare, chainWith, dishonestStake, parseSettings, parseSweep } from './sweep.js'
import { writePage } from './write-page.js'

const schema = z.strictObject({
  gate: z.boolean().default(false),
  force: z.boolean().default(false),
  list: z.boolean().default(false),
  exploits: z.boolean().default(false),
  epochs: wholeNumber(1, 10_000).default(40),
  seed: wholeNumber(0, 999_999_999).default(1),
  seeds: wholeNumber(1, 1_000).default(1),
  honest: wholeNumber(4, 4_000).default(24),
  validators: wholeNumber(1, 64).default(3),
  agent: z.array(z.string()).default([]),
  processes: wholeNumber(1, 256).optional(),
  stall: wholeNumber(1, 3_600).default(10),
  sweep: z.string().optional(),
  set: z.array(z.string()).default([]),
  dishonestStake: z.coerce.number().min(0).max(0.95).optional(),
  dishonest: z.array(z.string()).default([]),
  html: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, options, [argument]) => {
  if (options.exploits) return playExploits(context, options)
  const module = argument ?? usualLab
  const lab = await loadLab(module)
  if (options.list) return listCheats(context, lab)
  if (options.html !== undefined && options.sweep !== undefined) {
    throw cliError('USAGE', {
      detail: 'a page shows one report, and a sweep makes several',
      fix: 'Leave out --html or --sweep.',
    })
  }
  const { epochs, seed, seeds, honest, validators } = options
  const cheats = chosenCheats(lab, options.agent)
  const usual = {
    ...{ honest, validators, cheats, dishonestStake: options.dishonestStake },
    dishonestValidators: chosenValidators(options.dishonest),
  }
  const population = usualPopulation(lab, usual)
  const settings = parseSettings(options.set)
  const scoring = population.validators.reduce(
    (sum, { agent, count = 1 }) => sum + (agent.scores ? count : 0),
    0,
  )
  const processes = Math.min(options.processes ?? availableParallelism(), scoring)
  await using scorers =
    processes === 1
      ? createScorers(lab)
      : await startScorers({ module, population: usual, processes, stallS: options.stall })
  const play = async (chosen: Lab, chain: ChainSettings, label: string, played = population) => {
    const simulations = await playSeeds(context, chosen, {
      population: played,
      scorers,
      epochs,
      seed,
      seeds,
      chain: { ...settings, ...chain },
      label,
    })
    const report = reportOf(lab, simulations)
    return { report, gate: gate(lab, report) }
  }
  if (options.sweep !== undefined) {
    const sweep = parseSweep(options.sweep)
    const swept: SweptReport[] = []
    for (const value of sweep.values) {
      const chosen = sweep.name === burnShare ? withBurn(lab, Number(value)) : lab
      const played =
        sweep.name === dishonestStake
          ? usualPopulation(lab, { ...usual, dishonestStake: Number(value) })
          : population
      const label = `${sweep.name} ${value}`
      swept.push({ value, ...(await play(chosen, chainWith(sweep, value), label, played)) })
    }
    return {
      data: {
        setting: sweep.name,
        values: swept.map(({ value, ...one }) => ({ value: String(value), ...one })),
      },
      text: () => renderSweep(context, sweep.name, swept).join('\n'),
      exitCode: options.gate && swept.some((one) => !one.gate.passes) ? exitCodes.failed : exitCodes.done,
    }
  }
  const { report, gate: verdict } = await play(lab, {}, 'playing')
  if (options.html !== undefined) await writePage(options.html, htmlOf(report, verdict), options.force)
  return {
    data: { ...report, gate: verdict },
    text: () =>
      [...renderReport(context, report, verdict), ...(options.html ? [`Page: ${options.html}`] : [])].join(
        '\n',
      ),
    exitCode: options.gate && !verdict.passes ? exitCodes.failed : exitCodes.done,
  }
})

/** The lab with another part of its weights burned. */
function withBurn(lab: Lab, burn: number): Lab {
  if (burn > 1)
    throw cliError('USAGE', {
      detail: `a burn share of ${burn} is more than all`,
      fix: 'Sweep burnShare from 0 to 1.',
    })
  return { ...lab, subnet: { ...lab.subnet, incentive: { ...lab.subnet.incentive, burn } } }
}
