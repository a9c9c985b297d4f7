/** Judge of an answer: miners of other operators, a check of the subnet's own, or the answer that was agreed on when it was asked before. */
export type OrganicSource = 'agreement' | 'verifier' | 'replay'

/** Verdict on one answer to a request of a user. It has no content: not the prompt, not the answer, not who asked but by id. */
export interface OrganicEvidence {
  /** Hotkey and registration of the miner, as `minerKey` writes them. */
  readonly miner: string
  /** Id of the key that asked. */
  readonly key: string
  /** Whoever pays for the key: its project, or the key itself. */
  readonly payer: string
  /** 0 for a wrong answer, 1 for a right one, by a verifier or by agreement. */
  readonly verdict: number
}

/** Limits of what the traffic of users may do to scores. */
export interface OrganicCaps {
  /** Most that one key may be of a round's organic evidence. @default 0.05 */
  readonly key: number
  /** Most that one payer may be of it, with all its keys. @default 0.1 */
  readonly payer: number
  /** Most that one payer may be of the evidence about one miner. @default 0.05 */
  readonly miner: number
  /** Most that organic evidence may be of a score. @default 0.2 */
  readonly score: number
}

export const organicCaps: OrganicCaps = { key: 0.05, payer: 0.1, miner: 0.05, score: 0.2 }

/** Evidence about a miner once the caps have been applied. */
export interface CappedEvidence {
  /** Mean verdict of what counts. */
  readonly mean: number
  /** Share of the organic part of a score that it fills, from 0 to 1: a cap leaves a gap where there are few payers. */
  readonly counted: number
}

/**
 * Applies the caps to the evidence of a round; the result is by miner. What a key or a payer has beyond its caps counts for nothing and
 * takes nothing from others, whose shares are those of a round without it.
 */
export function capEvidence(
  round: readonly OrganicEvidence[],
  caps: OrganicCaps = organicCaps,
): ReadonlyMap<string, CappedEvidence> {
  const payers = [...groupBy(round, ({ payer }) => payer).values()].map((own) => [
    ...groupBy(own, ({ key }) => key).values(),
  ])
  const shares = capShares(
    payers.map((keys) => keys.map(({ length }) => length)),
    { each: caps.key, group: caps.payer },
  )
  const weighed = payers.flatMap((keys, payer) =>
    keys.flatMap((own, key) => own.map((one) => ({ ...one, weight: shares[payer]![key]! / own.length }))),
  )
  return new Map(
    [...groupBy(weighed, ({ miner }) => miner)].map(([miner, own]) => [miner, aboutOne(own, caps)]),
  )
}

type Weighed = OrganicEvidence & { readonly weight: number }

function aboutOne(evidence: readonly Weighed[], { miner: cap }: OrganicCaps): CappedEvidence {
  const payers = [...groupBy(evidence, ({ payer }) => payer).values()]
  const weights = payers.map((own) => own.reduce((sum, { weight }) => sum + weight, 0))
  const shares = capShares(
    weights.map((weight) => [weight]),
    { each: cap, group: cap },
  ).map(([share]) => share!)
  const counted = shares.reduce((sum, share) => sum + share, 0)
  const verdicts = payers.map(
    (own, at) => own.reduce((sum, { weight, verdict }) => sum + weight * clamp(verdict), 0) / weights[at]!,
  )
  const sum = verdicts.reduce((so, verdict, at) => so + verdict * shares[at]!, 0)
  return { mean: sum / counted, counted: Math.min(1, counted) }
}

/** Halvings by which the whole of the capped shares is found. */
const halvings = 60

/**
 * Shares of groups of weights, where no weight is more than `each` of the whole and no group more than `group` of it. The whole is that of
 * what is left, so that a large weight makes no other smaller. With too few groups the shares do not add up to 1.
 */
function capShares(
  groups: readonly (readonly number[])[],
  { each, group }: { readonly each: number; readonly group: number },
): readonly (readonly number[])[] {
  const cappedAt = (whole: number) =>
    groups.map((weights) => {
      const capped = weights.map((weight) => Math.min(weight, each * whole))
      const sum = capped.reduce((so, weight) => so + weight, 0)
      return capped.map((weight) => weight * Math.min(1, (group * whole) / sum))
    })
  const all = groups.flat().reduce((so, weight) => so + weight, 0)
  let [low, high] = [0, all]
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2
    const sum = cappedAt(middle)
      .flat()
      .reduce((so, weight) => so + weight, 0)
    if (sum >= middle) low = middle
    else high = middle
  }
  const whole = Math.max(low, all * 1e-9)
  return cappedAt(whole).map((weights) => weights.map((weight) => weight / whole))
}

/** A score with its organic part: what does not count is replaced by the synthetic score, never by the evidence of others. */
export function blendScore(
  synthetic: number,
  evidence: CappedEvidence | undefined,
  { score }: OrganicCaps = organicCaps,
): number {
  if (evidence === undefined) return synthetic
  return blend(synthetic, evidence.mean, score * evidence.counted)
}

/** Two means as one, `part` of it the second. */
export const blend = (first: number, second: number, part: number): number =>
  (1 - part) * first + part * second

const clamp = (value: number): number => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0)

function groupBy<T>(list: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) {
    const group = groups.get(nameOf(one))
    if (group === undefined) groups.set(nameOf(one), [one])
    else group.push(one)
  }
  return groups
}
