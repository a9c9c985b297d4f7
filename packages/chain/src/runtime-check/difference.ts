/** Characters that are shown before and from the first difference. */
const before = 40
const after = 80

/** Two texts from shortly before their first difference, so that people see it. */
export function firstDifference(left: string, right: string): readonly [string, string] {
  let same = 0
  while (same < left.length && left[same] === right[same]) same++
  const cut = (text: string) =>
    (same > before ? '…' : '') +
    text.slice(Math.max(0, same - before), same + after) +
    (text.length > same + after ? '…' : '')
  return [cut(left), cut(right)]
}
