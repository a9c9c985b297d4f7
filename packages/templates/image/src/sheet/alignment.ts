/** A character of an answer, and whether it is in the truth at its place. */
export interface Mark {
  readonly text: string
  readonly kind: 'right' | 'wrong' | 'missing'
}

/** Aligns an answer with the truth, with the fewest errors. */
export function align(answer: string, truth: string): Mark[] {
  const [given, expected] = [[...answer], [...truth]]
  const width = expected.length + 1
  const errors = new Uint16Array((given.length + 1) * width)
  for (let row = 0; row <= given.length; row++) {
    for (let column = 0; column <= expected.length; column++) {
      errors[row * width + column] =
        row === 0
          ? column
          : column === 0
            ? row
            : Math.min(
                errors[(row - 1) * width + column]! + 1,
                errors[row * width + column - 1]! + 1,
                errors[(row - 1) * width + column - 1]! + Number(given[row - 1] !== expected[column - 1]),
              )
    }
  }
  const marks: Mark[] = []
  let [row, column] = [given.length, expected.length]
  while (row > 0 || column > 0) {
    const [one, other] = [given[row - 1] ?? '', expected[column - 1] ?? '']
    const here = errors[row * width + column]!
    if (row > 0 && column > 0 && here === errors[(row - 1) * width + column - 1]! + Number(one !== other)) {
      marks.push({ text: one, kind: one === other ? 'right' : 'wrong' })
      row--
      column--
    } else if (row > 0 && here === errors[(row - 1) * width + column]! + 1) {
      marks.push({ text: one, kind: 'wrong' })
      row--
    } else {
      marks.push({ text: other, kind: 'missing' })
      column--
    }
  }
  return marks.reverse()
}
