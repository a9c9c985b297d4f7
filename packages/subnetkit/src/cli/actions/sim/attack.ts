import {
  type AttackProgress,
  type AttackResult,
  type AttackVerdict,
  attackVerdict,
  describeRecipe,
  type FoundAttack,
  type Lab,
  type Scorers,
  searchAttack,
} from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { exitCodes } from '../../exit-codes.js'
import type { Outcome } from '../../program/action.js'

/** Options of `subnet sim --attack`. */
export interface AttackToRun {
  readonly module: string
  readonly scorers: Scorers
  readonly budget: string
  readonly gate: boolean
  readonly epochs: number
  readonly seed: number
  readonly seeds: number
  readonly honest: number
  readonly validators: number
}

/** Searches for the most profitable cheat, with progress; an interrupt ends it with the best so far. */
export async function attack(context: Context, lab: Lab, options: AttackToRun): Promise<Outcome> {
  const { module, scorers, gate, epochs, seed, seeds, honest, validators } = options
  const { plays, untilMs } = parseBudget(options.budget)
  const endsAt = Date.now() + untilMs
  let most = 0
  const result = await searchAttack(lab, {
    ...{ plays, epochs, seed, seeds, honest, validators, scorers, signal: context.signal },
    isOver: () => Date.now() >= endsAt,
    onPlay(progress) {
      const isBetter = progress.best.ratio > most
      most = progress.best.ratio
      if (isBetter || progress.plays % 10 === 0) context.progress(progressLine(progress, plays))
    },
  })
  const verdict = attackVerdict(lab, result)
  const again = result.best && replayOf(module, result.best, { epochs, honest, validators, seed, seeds })
  const exitCode = gate && !verdict.passes ? exitCodes.failed : exitCodes.done
  return {
    data: { ...result, gate: verdict, replay: again, seed },
    text: () => renderAttack(context, result, verdict, again).join('\n'),
    exitCode: result.complete ? exitCode : exitCodes.interrupted,
  }
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/** Reads `150` plays, or a time such as `10m`. Throws USAGE. */
export function parseBudget(text: string): { readonly plays: number; readonly untilMs: number } {
  const [, digits, unit] = /^(\d{1,9})(s|m|h)?$/.exec(text) ?? []
  const amount = Number(digits)
  if (!(amount >= 1)) {
    throw cliError('USAGE', {
      detail: `${text} is no budget`,
      fix: 'Pass a number of plays such as --budget 150, or a time such as --budget 10m.',
    })
  }
  return unit === undefined
    ? { plays: amount, untilMs: Number.POSITIVE_INFINITY }
    : { plays: 1_000_000, untilMs: amount * units[unit]! }
}

const progressLine = ({ step, plays, best: { recipe, ratio } }: AttackProgress, of: number): string => {
  const count = step === 'screening' && of < 1_000_000 ? `${plays} of ${of}` : String(plays)
  return `${step}, play ${count}: best so far ${ratio.toFixed(2)}, ${describeRecipe(recipe)}`
}

/** Command that plays a found recipe again, on the same seeds. */
function replayOf(
  module: string,
  { recipe, confirmed }: FoundAttack,
  play: Readonly<Record<'epochs' | 'honest' | 'validators' | 'seed' | 'seeds', number>>,
): string {
  const { seed, seeds, ...rest } = play
  const numbers = Object.entries({ ...rest, ...(confirmed && { seed, seeds }) })
  const options = numbers.map(([name, value]) => `--${name} ${value}`).join(' ')
  return `subnet sim ${module} --agent '${JSON.stringify(recipe)}' ${options}`
}

const shown = ({ ratio: { mean, half } }: FoundAttack): string =>
  half === 0 ? mean.toFixed(2) : `${mean.toFixed(2)} ± ${half.toFixed(2)}`

function renderAttack(
  { palette }: Context,
  { best, others, plays, recipes, complete, honestPaid }: AttackResult,
  { pays, passes, declared, limit }: AttackVerdict,
  again: string | null,
): readonly string[] {
  const searched = `${plays} plays of ${recipes} recipes`
  if (best === null) return [palette.warn(`Nothing was played.`)]
  const how = best.confirmed
    ? `on ${best.seeds.length} fresh seeds`
    : `on ${best.seeds.length === 1 ? 'one seed' : `${best.seeds.length} seeds`} of the screening, not confirmed`
  const head = `Best cheat of ${searched}: ${palette.bold(shown(best))} of honest work for its cost, ${how}`
  const rest = others.map((one) => `  ${shown(one)}  ${one.about}`)
  const verdict = () => {
    if (!honestPaid)
      return palette.bad('Honest miners earned nothing, so no cheat can be compared with them.')
    if (!best.confirmed) {
      return palette.warn('Not confirmed on fresh seeds: play it again on several, or let the search end.')
    }
    if (declared !== null && passes)
      return palette.warn(
        `Declared: ${declared.agent} may earn ${declared.ratio.toFixed(2)} (${declared.why}). The gate lets it pass.`,
      )
    if (!pays)
      return palette.good(
        best.ratio.mean < 1
          ? 'It earns less for its cost than honest work does. The gate lets it pass.'
          : 'It earns no more for its cost than honest work does, as far as these seeds can tell. The gate lets it pass.',
      )
    return palette.bad(
      `It pays: ${best.ratio.mean.toFixed(2)}, at most ${limit.toFixed(2)}. Harden the rubric, or put the recipe among the agents of the lab and declare it.`,
    )
  }
  return [
    ...(complete ? [] : [palette.warn('Interrupted: this is the best so far.')]),
    head,
    `  ${best.about}`,
    ...(rest.length === 0 ? [] : ['', complete ? 'Others, on two seeds:' : 'Others:', ...rest]),
    '',
    'Play it again:',
    `  ${again}`,
    'As an agent of the lab:',
    `  mixture(${JSON.stringify({ name: 'found', ...best.recipe })}, { agents })`,
    '',
    verdict(),
  ]
}
