/** Returns the element of a list that must have it. */
export function elementAt<T>(list: readonly T[], index: number): NonNullable<T> {
  const found = list[index]
  if (found === undefined || found === null)
    throw new RangeError(`a list of ${list.length} has no element ${index}`)
  return found
}
