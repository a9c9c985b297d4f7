/** Hotkeys of the catalogue that are none of the miners of a round, with the number of rounds in a row. */
export type Unlisted = Readonly<Record<string, number>>

/** Rounds in a row without a hotkey after which it has left. One that comes back is offered the same fillers, so that nothing is lost by it. */
export const departedRounds = 100
/** Hotkeys that a round forgets at most: each audit carries them. */
const mostAtOnce = 8

/** Counts in how many rounds in a row each hotkey of the catalogue was none of the miners. */
export function unlistedOf(
  hotkeys: readonly string[],
  miners: ReadonlySet<string>,
  previous: { readonly observed: unknown } | null,
): Unlisted {
  const { unlisted: before = {} } = (previous?.observed ?? {}) as { readonly unlisted?: Unlisted }
  // None of them: the catalogue belongs to another subnet, or nobody can be asked at the moment.
  const more = hotkeys.some((hotkey) => miners.has(hotkey)) ? 1 : 0
  const counted = hotkeys
    .filter((hotkey) => !miners.has(hotkey))
    .map((hotkey) => [hotkey, (before[hotkey] ?? 0) + more] as const)
  return Object.fromEntries(counted)
}

/** Hotkeys that have left, some of them if there are many. */
export const departedOf = ({ unlisted }: { readonly unlisted?: Unlisted }): readonly string[] =>
  Object.entries(unlisted ?? {})
    .filter(([, rounds]) => rounds >= departedRounds)
    .map(([hotkey]) => hotkey)
    .slice(0, mostAtOnce)
