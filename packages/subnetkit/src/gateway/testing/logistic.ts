const steps = 200
const rate = 0.6
const shrink = 0.01

/** Area under the curve of a logistic classifier, trained on one half of the rows and tried on the other, both ways. */
export function crossValidatedAuc(rows: readonly (readonly number[])[], labels: readonly boolean[]): number {
  const scaled = standardise(rows)
  const folds = [0, 1].map((fold) => {
    const [train, test] = [1 - fold, fold].map((half) =>
      scaled.flatMap((_, at) => (at % 2 === half ? at : [])),
    )
    const weights = trained(
      train!.map((at) => scaled[at]!),
      train!.map((at) => labels[at]!),
    )
    return auc(
      test!.map((at) => score(weights, scaled[at]!)),
      test!.map((at) => labels[at]!),
    )
  })
  return (folds[0]! + folds[1]!) / 2
}

/** Weights of the classifier, trained on all rows, by column: how much each says once it is brought to a deviation of 1. */
export const logisticWeights = (
  rows: readonly (readonly number[])[],
  labels: readonly boolean[],
): readonly number[] => trained(standardise(rows), labels).slice(0, -1)

const score = (weights: readonly number[], row: readonly number[]) =>
  row.reduce((sum, value, at) => sum + value * weights[at]!, weights.at(-1)!)

function trained(rows: readonly (readonly number[])[], labels: readonly boolean[]): readonly number[] {
  let weights: readonly number[] = Array<number>(rows[0]!.length + 1).fill(0)
  for (let step = 0; step < steps; step++) {
    const slope = weights.map((weight, at) => (at === rows[0]!.length ? 0 : shrink * weight))
    for (const [index, row] of rows.entries()) {
      const error = 1 / (1 + Math.exp(-score(weights, row))) - Number(labels[index])
      for (let at = 0; at < slope.length; at++) slope[at]! += (error * (row[at] ?? 1)) / rows.length
    }
    weights = weights.map((weight, at) => weight - rate * slope[at]!)
  }
  return weights
}

/** Columns with mean 0 and deviation 1; one that never changes is 0. */
function standardise(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]!))
  const shapes = columns.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    return { mean, deviation: deviation || 1 }
  })
  return rows.map((row) => row.map((value, at) => (value - shapes[at]!.mean) / shapes[at]!.deviation))
}

/** Chance that a row with the label has a higher score than one without. */
function auc(scores: readonly number[], labels: readonly boolean[]): number {
  const yes = scores.filter((_, at) => labels[at])
  const no = scores.filter((_, at) => !labels[at])
  const wins = yes.flatMap((one) => no.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length
}
