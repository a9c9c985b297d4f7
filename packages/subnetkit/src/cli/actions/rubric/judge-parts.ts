import { mutation } from '@subnetkit/core'
import { groupBy } from '../../offline/rank-answers.js'
import { type Finding, shown } from './findings.js'
import type { Sample } from './gather-samples.js'
import type { PartUse } from './watch-parts.js'

/** CPU time of one call that is reported, in ms. */
const slowMs = 1_000
/** Calls from which a part that never varies is no accident. */
const fewestCalls = 4

/** Judges each part by what it returned, and how long it took. */
export function judgeParts(
  parts: readonly PartUse[],
  { deadlineMs, isRightKnown }: { readonly deadlineMs: number; readonly isRightKnown: boolean },
): readonly Finding[] {
  return parts.flatMap((use) => [
    ...judgeRange(use),
    ...judgeVariety(use, isRightKnown),
    ...judgeTime(use, deadlineMs),
  ])
}

const nameOf = ({ kind, name }: PartUse) => (kind === 'combine' ? 'combine' : `${kind} ${name}`)

function judgeRange(use: PartUse): readonly Finding[] {
  if (use.bad === null) return []
  const part = nameOf(use)
  const { value, on } = use.bad
  return [
    {
      ...{ code: 'OUT_OF_RANGE', severity: 'error', part, family: null, numbers: { value: Number(value) } },
      message: `${part} returned ${value} for ${on}, which is not a number from 0 to 1`,
      fix: `Clamp what ${part} returns to [0, 1], and return a number for every answer that the schema takes.`,
    },
  ]
}

function judgeVariety(use: PartUse, isRightKnown: boolean): readonly Finding[] {
  const { kind, calls, passes, least, most } = use
  const part = nameOf(use)
  if (calls < fewestCalls) return []
  if (kind === 'gate') {
    if (passes > 0) return []
    return [
      {
        ...{ code: 'NEVER_PASSES', severity: isRightKnown ? 'error' : 'warning', part, family: null },
        numbers: { calls },
        message: `${part} stopped all of the ${calls} answers that reached it`,
        fix: `Check the condition of ${part}: an answer passes when it returns true.`,
      },
    ]
  }
  if (kind === 'combine' || most - least > 1e-9 || most < least) return []
  return [
    {
      ...{ code: 'NEVER_VARIES', severity: 'warning', part, family: null, numbers: { value: least, calls } },
      message: `${part} gave ${shown(least)} to all of the ${calls} answers that reached it`,
      fix: `Remove ${part}, or let it depend on what makes one answer better than another.`,
    },
  ]
}

function judgeTime(use: PartUse, deadlineMs: number): readonly Finding[] {
  const { worstMs, worstOn } = use
  if (worstMs < Math.min(slowMs, deadlineMs)) return []
  const part = nameOf(use)
  return [
    {
      ...{ code: 'SLOW', severity: worstMs >= deadlineMs ? 'error' : 'warning', part, family: null },
      numbers: { cpuMs: worstMs, deadlineMs },
      message: `${part} took ${Math.round(worstMs)} ms of CPU time for ${worstOn}, and a round gives it ${deadlineMs} ms`,
      fix: `Do less work in ${part} for one answer, or limit the size of the output in its schema.`,
    },
  ]
}

/** Judges failures: each costs a miner an answer that the schema takes. */
export function judgeFailures(samples: readonly Sample[]): readonly Finding[] {
  const failed = samples.filter(
    ({ failure }) => failure !== null && !failure.detail.startsWith('it returned '),
  )
  return [...groupBy(failed, ({ failure }) => failure!.part)].map(([part, own]) => {
    const [first] = own
    const { kind, task, failure } = first!
    const example = `such as the ${kind} answer to ${task}`
    if (failure!.detail.startsWith(mutation)) {
      return {
        ...{ code: 'MUTATES', severity: 'error', part, family: null, numbers: { answers: own.length } },
        message: `${part} failed on ${own.length} answers, ${example}: ${failure!.detail}`,
        fix: `Let ${part} work on copies: toSorted() instead of sort(), a new object instead of an assignment.`,
      }
    }
    return {
      ...{ code: 'FAILS', severity: 'error', part, family: null, numbers: { answers: own.length } },
      message: `${part} failed on ${own.length} answers, ${example}: ${failure!.detail}`,
      fix: `Make ${part} handle every answer that the output schema takes, or let the schema refuse it.`,
    }
  })
}
