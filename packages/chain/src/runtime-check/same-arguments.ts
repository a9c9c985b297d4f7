const argument = /(?:^|, )(\w+): /g

/**
 * Returns true if arguments written as `name: type, …` have the same encoding. Renaming is no change, since arguments
 * are passed by position. Reordering the same names is one, even if their types are the same.
 */
export function sameArguments(left: string, right: string): boolean {
  const typesOf = (text: string) => text.replace(argument, ', ')
  if (left === right) return true
  if (typesOf(left) !== typesOf(right)) return false
  const [ours, theirs] = [left, right].map((text) => [...text.matchAll(argument)].map(([, name]) => name))
  return ours?.toSorted().join() !== theirs?.toSorted().join()
}
