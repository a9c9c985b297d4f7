import type { Protocol, Subnet, Task } from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { type Finding, sortFindings } from './findings.js'
import { compareSamples, type FamilySamples, gatherSamples, type Lab } from './gather-samples.js'
import { judgeFailures, judgeParts } from './judge-parts.js'
import { type FamilyPay, judgePay, payOf } from './judge-pay.js'
import { judgeRounds } from './judge-rounds.js'
import { type PartUse, watchParts } from './watch-parts.js'

/** Inputs of {@link lintRubric}. */
export interface LintInput {
  readonly subnet: Subnet
  /** Tasks of every family. */
  readonly tasks: readonly Task[]
  /** Answer the tasks; null for none. */
  readonly handlers: Handlers<Protocol> | null
  readonly seed: number
  /** Time that a round gives each part for an answer, in ms. @default 10_000 */
  readonly deadlineMs?: number
  readonly signal: AbortSignal
  progress(text: string): void
}

/** Measurements and findings of the lint. */
export interface LintResult {
  readonly findings: readonly Finding[]
  readonly families: readonly FamilyPay[]
  readonly parts: readonly PartUse[]
  /** Answers that were scored. */
  readonly answers: number
}

/**
 * Looks for what a rubric should not do, by scoring answers that are right and wrong by their making: it pays for wrong ones, a
 * part never varies, leaves [0, 1], fails or takes long, or one answer moves the scores of others.
 */
export async function lintRubric(input: LintInput): Promise<LintResult> {
  const { subnet, tasks, deadlineMs = 10_000 } = input
  const watched = watchParts(subnet.rubric)
  const scored = { ...subnet, rubric: watched.rubric } as unknown as Subnet
  const lab: Lab = { ...input, scored, watched, deadlineMs }
  const gathered = []
  for (const family of Object.keys(subnet.tasks.families)) {
    const own = tasks.filter((task) => task.family === family)
    if (own.length > 0) gathered.push(await gatherSamples(lab, family, own))
  }
  const families = await compareAll(lab, gathered)
  const samples = families.flatMap((family) => family.samples)
  const isRightKnown = families.some(({ rightFrom }) => rightFrom !== null)
  const findings = [
    ...families.flatMap(judgePay),
    ...judgeParts(watched.parts, { deadlineMs, isRightKnown }),
    ...judgeFailures(samples),
    ...(await judgeRounds(subnet.rubric.roundCriteria, families, deadlineMs)),
  ]
  return {
    findings: sortFindings(findings),
    families: families.map(payOf),
    parts: watched.parts,
    answers: samples.length,
  }
}

type Gathered = Awaited<ReturnType<typeof gatherSamples>>

/** Adds what round criteria give, where the rubric has some. */
async function compareAll(lab: Lab, gathered: readonly Gathered[]): Promise<readonly FamilySamples[]> {
  const families = gathered.map(({ family }) => family)
  if (lab.subnet.rubric.roundCriteria.length === 0) return families
  lab.progress('comparing the answers')
  const samples = families.flatMap((family) => family.samples)
  const compared = await compareSamples(
    lab,
    samples,
    gathered.flatMap(({ candidates }) => candidates),
  )
  let from = 0
  return families.map((family) => {
    const own = compared.samples.slice(from, from + family.samples.length)
    from += family.samples.length
    return { ...family, samples: own }
  })
}
