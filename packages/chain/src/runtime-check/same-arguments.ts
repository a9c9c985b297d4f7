const argument = /(?:^|, )(\w+): /g

/**
 * Whether arguments that are written as `name: type, …` are encoded alike. Other names are no change: arguments are
 * passed by place. The same names in another order are one, though their types may be the same.
 */
export function sameArguments(left: string, right: string): boolean {
  const typesOf = (text: string) => text.replace(argument, ', ')
  if (left === right) return true
  if (typesOf(left) !== typesOf(right)) return false
  const [ours, theirs] = [left, right].map((text) => [...text.matchAll(argument)].map(([, name]) => name))
  return ours?.toSorted().join() !== theirs?.toSorted().join()
}
