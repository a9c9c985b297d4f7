import { type Features, featureCount } from './features.js'

/** A prompt with the side on which it lies. */
export interface Sided {
  readonly features: Features
  readonly isTrue: boolean
}

/** Weights of a logistic regression over hashed features. */
export interface Logistic {
  readonly weights: Float32Array
  readonly bias: number
}

const passes = 12
const rate = 1
const decay = 0.002

/** Fits a regression by stochastic gradient descent, in the order of the examples: the same examples give the same weights. */
export function fitLogistic(examples: readonly Sided[]): Logistic {
  const weights = new Float32Array(featureCount)
  let bias = 0
  for (let pass = 0; pass < passes; pass++) {
    const step = rate / (1 + pass / 4)
    for (const { features, isTrue } of examples) {
      const error = (isTrue ? 1 : 0) - sigmoid(scoreOf({ weights, bias }, features))
      const move = (step * error) / Math.sqrt(features.length)
      for (const feature of features) weights[feature] = weights[feature]! * (1 - decay * step) + move
      bias += step * error * 0.1
    }
  }
  return { weights, bias }
}

/** The log-odds that a prompt lies on the true side. A long prompt says no more than a short one. */
export function scoreOf({ weights, bias }: Logistic, features: Features): number {
  let sum = 0
  for (const feature of features) sum += weights[feature]!
  return bias + sum / Math.sqrt(features.length)
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
