/** Evidence about a share: right and wrong answers, older ones counting less. */
export interface Evidence {
  readonly right: number
  readonly wrong: number
}

export const noEvidence: Evidence = { right: 0, wrong: 0 }

interface Answered {
  readonly isRight: boolean
  /** Part of a full answer that it counts, and that what was known before gives way. */
  readonly weight: number
}

/** The evidence with one more answer, after what was known has lost a part. */
export function withAnswer(
  { right, wrong }: Evidence,
  { isRight, weight }: Answered,
  discount: number,
): Evidence {
  const left = discount ** weight
  return { right: right * left + (isRight ? weight : 0), wrong: wrong * left + (isRight ? 0 : weight) }
}

/** Mean of the Beta distribution of the evidence and of a prior of the given mean and strength. */
export const meanOf = ({ right, wrong }: Evidence, prior: Prior): number =>
  (right + prior.mean * prior.strength) / (right + wrong + prior.strength)

export interface Prior {
  readonly mean: number
  /** Answers that the prior counts like. */
  readonly strength: number
}

/** A draw from that distribution, between 0 and 1. */
export function drawShare(
  { right, wrong }: Evidence,
  { mean, strength }: Prior,
  random: () => number,
): number {
  const a = drawGamma(right + mean * strength, random)
  const b = drawGamma(wrong + (1 - mean) * strength, random)
  return a + b > 0 ? a / (a + b) : mean
}

/** Marsaglia and Tsang's method, lifted below a shape of 1. */
function drawGamma(shape: number, random: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random()) ** (1 / Math.max(shape, 1e-3))
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  // One draw of fifty is refused: many in a row come of a source that is no random one.
  for (let tries = 0; tries < mostTries; tries++) {
    const x = drawNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
  return d
}

const mostTries = 32

const drawNormal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
