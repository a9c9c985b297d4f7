/** Order of imported names: numbers by their value, letters before their case. */
export function compareNames(left: string, right: string): number {
  const [mine, theirs] = [partsOf(left), partsOf(right)]
  for (const [at, one] of mine.entries()) {
    const other = theirs[at]
    if (other === undefined) return 1
    const order = compareParts(one, other)
    if (order !== 0) return order
  }
  return mine.length - theirs.length
}

const partsOf = (name: string): readonly string[] => name.match(/\d+|\D/g) ?? []

function compareParts(one: string, other: string): number {
  if (/^\d/.test(one) && /^\d/.test(other)) return Number(one) - Number(other) || one.length - other.length
  const [left, right] = [one.toLowerCase(), other.toLowerCase()]
  if (left !== right) return left < right ? -1 : 1
  return one < other ? -1 : one > other ? 1 : 0
}
