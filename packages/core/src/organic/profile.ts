/** Outside of a request, without its content: all that a miner can see but the text. */
export interface RequestProfile {
  /** Bytes of the input. */
  readonly size: number
  /** Sampling parameters that the input has, such as temperature, maxTokens, seed and stop. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Recent requests of users, by whose outside a validator shapes its own. */
export interface OrganicProfiles {
  /** Notes a request of a user at its time, in ms. */
  note(profile: RequestProfile, now: number): void
  /** Outside of one of the recent requests; null before the first. */
  draw(random: () => number): RequestProfile | null
  /** Time to the next request, like one between two requests of users, in ms; null before the second. */
  gap(random: () => number): number | null
}

/** Requests that are remembered. */
const remembered = 1_000

/** Remembers the newest requests. They have neither a text nor a key. */
export function createOrganicProfiles(most = remembered): OrganicProfiles {
  const profiles: RequestProfile[] = []
  const gaps: number[] = []
  let last: number | null = null
  const keep = <T>(list: T[], one: T) => {
    list.push(one)
    if (list.length > most) list.shift()
  }
  const pick = <T>(list: readonly T[], random: () => number): T | null =>
    list[Math.floor(random() * list.length)] ?? null
  return {
    note({ size, parameters }, now) {
      keep(profiles, { size, parameters: { ...parameters } })
      if (last !== null) keep(gaps, Math.max(0, now - last))
      last = now
    },
    draw: (random) => pick(profiles, random),
    gap: (random) => pick(gaps, random),
  }
}
