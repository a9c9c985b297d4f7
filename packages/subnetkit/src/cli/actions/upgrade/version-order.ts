/** A version as npm has them: `1.2.3`, `1.2.3-next.1`. */
export const versionPattern = /^\d+\.\d+\.\d+(?:-[\da-z.-]+)?(?:\+[\da-z.-]+)?$/i

/** Below 0 if the first version is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (const at of [0, 1, 2]) {
    const order = Number(left.numbers[at]) - Number(right.numbers[at])
    if (order !== 0) return order
  }
  if (left.early === null || right.early === null)
    return Number(left.early === null) - Number(right.early === null)
  for (let at = 0; at < Math.max(left.early.length, right.early.length); at++) {
    const order = compareIdentifiers(left.early[at], right.early[at])
    if (order !== 0) return order
  }
  return 0
}

/** Numbers before words, fewer identifiers before more. */
function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  const [left, right] = [a, b].map((text) => /^\d+$/.test(text)) as [boolean, boolean]
  if (left && right) return Number(a) - Number(b)
  if (left !== right) return left ? -1 : 1
  return a < b ? -1 : Number(a > b)
}

function parts(version: string) {
  const [release = '', ...early] = (version.split('+')[0] ?? '').split('-')
  return { numbers: release.split('.'), early: early.length === 0 ? null : early.join('-').split('.') }
}

/** The release that a prerelease leads to. */
export const releaseOf = (version: string): string => version.split(/[-+]/)[0] ?? version

/** The older of two versions. */
export const older = (a: string, b: string): string => (compareVersions(a, b) > 0 ? b : a)

/** Lowest version of a range such as `^1.2.3`, `~1.2.3` or `1.2.3`; null for ranges of other forms. */
export function leastOf(range: string): string | null {
  const version = range.replace(/^[~^=]/, '')
  return versionPattern.test(version) ? version : null
}

/** False if a version is outside of a range such as `^1.2.3`; ranges of other forms hold any. */
export function fitsRange(version: string, range: string): boolean {
  const least = leastOf(range)
  if (least === null) return true
  if (compareVersions(version, least) < 0) return false
  const [mine, theirs] = [version, least].map((one) => releaseOf(one).split('.')) as [string[], string[]]
  // A caret keeps the first number that is not 0, and all before it.
  const first = theirs.findIndex((number) => Number(number) !== 0)
  const fixed = range.startsWith('^') ? (first < 0 ? 3 : first + 1) : range.startsWith('~') ? 2 : 3
  return theirs.slice(0, fixed).every((number, at) => number === mine[at])
}
