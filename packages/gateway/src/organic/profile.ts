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

/** A task that a validator could ask. */
export interface TaskCandidate<Input> {
  readonly input: Input
  readonly size: number
}

/**
 * Dresses a synthetic task as a request of a user: the candidate whose size is nearest to that of a recent request, with the sampling
 * parameters of that request where the task leaves them open. Text itself cannot be hidden, which is what replays are for.
 */
export function dressTask<Input extends object>(
  candidates: readonly TaskCandidate<Input>[],
  profile: RequestProfile,
  open: readonly (keyof Input & string)[],
): Input {
  const [nearest] = [...candidates].sort(
    (a, b) => Math.abs(a.size - profile.size) - Math.abs(b.size - profile.size),
  )
  if (nearest === undefined) throw new Error('a task without candidates')
  const rest = Object.entries(nearest.input).filter(([name]) => !open.includes(name as keyof Input & string))
  const taken = Object.entries(profile.parameters).filter(([name]) =>
    open.includes(name as keyof Input & string),
  )
  // In the order of the schema's own fields, whichever side they are from.
  const values = new Map([...rest, ...taken])
  const order = [...new Set([...Object.keys(nearest.input), ...open])]
  return Object.fromEntries(
    order.filter((name) => values.has(name)).map((name) => [name, values.get(name)]),
  ) as Input
}
