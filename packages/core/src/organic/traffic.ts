import { type Clock, integer, made, number, optionsOf, parseOptions, systemClock } from '@subnetkit/base'
import type { RequestProfile } from './profile.js'

/** Requests of users beside the rounds of a validator in one process, as far as both must look alike to a miner. */
export interface OrganicTraffic extends Disposable {
  /** Most that the evidence of users may be of a round's mean. */
  readonly share: number
  /** Notes a request of a user who has agreed to it. */
  asked(request: OrganicRequest): void
  /** Forgets the requests of a key whose owner has withdrawn. */
  forget(key: string): void
  /** Notes a call of a miner for a user. */
  called(hotkey: string): void
  /** Outsides like those of recent requests, for a round; empty while there are too few. */
  profiles(): readonly RequestProfile[]
  /** Pauses before so many tasks to one miner in a round, in ms: bursts like those of users, over the time of a round. */
  pauses(count: number, round: number): readonly number[]
  /** Time in ms by which to put off a question of known answer, so that it follows no request of a user: drawn from many times their pauses. */
  delay(): number
  /** Aborted when it ends, so that no task waits for its time any more. */
  readonly ended: AbortSignal
}

/** Request of a user without its text. */
export interface OrganicRequest {
  /** Bytes of the input. */
  readonly size: number
  /** Values of the fields that tasks leave open. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Payer of the request: its project, or its key. */
  readonly payer: string
  /** Id of its key. @default it cannot be forgotten */
  readonly key?: string | undefined
}

/** Options of {@link createOrganicTraffic}. */
export interface OrganicTrafficOptions {
  /** Most that the evidence may be of a round's mean, up to 0.2. @default 0.2 */
  readonly share?: number | undefined
  /** Time of a round by the chain's own pace, in ms, over which its tasks are spread; longer while rounds are. 0 sends them at once. */
  readonly windowMs: number
  readonly clock?: Pick<Clock, 'now'> | undefined
  /** Returns a number from 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined
}

const schema = optionsOf({
  share: number(0, 0.2).default(0.2),
  windowMs: integer(0),
  clock: made<Pick<Clock, 'now'>>('a clock', 'now').default(systemClock),
  random: made<() => number>('a function').optional(),
})

/** Requests and pauses that are remembered, and miners whose last call is. */
const remembered = 1_000
const mostMiners = 4_096
/** Outsides that a round takes along. */
const perRound = 256
/** Requests and pauses below which there is nothing yet to look like. */
const fewest = 20
/** Shortest pause that tasks take, in ms: of pauses of nothing alone no time could be made. */
const leastGapMs = 0.1
/** Rounds whose time is remembered, and how many times its pace a round may be spread over. */
const lengthsKept = 4
const mostStretched = 2
/** Pauses of users, on average, over which questions of known answer are put off, and the longest time for it, in ms. */
const apart = 20
const longestDelayMs = 3_600_000
/** Payers that must have sent the same text or list before a task repeats it: one alone would be recognised. */
const fewestPayers = 3

/** Remembers the outsides of recent requests, their payers apart, in memory only. Throws CONFIG_INVALID. */
export function createOrganicTraffic(options: OrganicTrafficOptions): OrganicTraffic {
  const { share, windowMs, clock } = parseOptions(
    schema,
    { ...options, random: undefined },
    'createOrganicTraffic',
  )
  const { random = Math.random } = options
  const requests: OrganicRequest[] = []
  const gaps: number[] = []
  const last = new Map<string, number>()
  const lengths: number[] = []
  let begun: { readonly round: number | null; readonly at: number } = { round: null, at: 0 }
  const closing = new AbortController()
  const keep = <T>(list: T[], one: T) => {
    list.push(one)
    if (list.length > remembered) list.shift()
  }
  // A chain may be slower than its pace: without its tasks, the rest of a round would belong to users alone.
  const windowOf = (round: number): number => {
    const now = clock.now()
    if (round !== begun.round) {
      if (begun.round !== null) lengths.push(now - begun.at)
      if (lengths.length > lengthsKept) lengths.shift()
      begun = { round, at: now }
    }
    return Math.min(Math.max(windowMs, ...lengths), mostStretched * windowMs)
  }
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const shuffled = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((one) => [random(), one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one)

  return {
    share,
    ended: closing.signal,
    asked({ size, parameters, payer, key }) {
      requests.push({ size, parameters: { ...parameters }, payer, key })
      if (requests.length > remembered) requests.splice(oldestOfLoudest(requests), 1)
    },
    forget(key) {
      const left = requests.filter((one) => one.key !== key)
      requests.splice(0, requests.length, ...left)
    },
    called(hotkey) {
      const now = clock.now()
      const before = last.get(hotkey)
      if (before !== undefined) keep(gaps, now - before)
      last.delete(hotkey)
      last.set(hotkey, now)
      if (last.size > mostMiners) last.delete(last.keys().next().value!)
    },
    profiles() {
      if (requests.length < fewest) return []
      const shown = shownRequests(requests)
      return shuffled(shown).slice(0, perRound)
    },
    pauses(count, round) {
      const whole = windowOf(round)
      if (gaps.length < fewest || whole === 0) return Array<number>(count).fill(0)
      // One pause more than tasks, so that the last is no mark of the end of a round either.
      const pauses = Array.from({ length: count + 1 }, () => Math.max(leastGapMs, pick(gaps)))
      const sum = pauses.reduce((so, pause) => so + pause, 0)
      return pauses.slice(0, count).map((pause) => (whole * pause) / sum)
    },
    delay() {
      const sum = gaps.reduce((so, gap) => so + gap, 0)
      const usual = gaps.length < fewest ? windowMs : (apart * sum) / gaps.length
      return Math.min(longestDelayMs, usual) * random()
    },
    [Symbol.dispose]: () => closing.abort(),
  }
}

/** Position of the oldest request of the payer that has most: a flood of requests makes none of others forgotten. */
function oldestOfLoudest(requests: readonly OrganicRequest[]): number {
  const counts = new Map<string, number>()
  for (const { payer } of requests) counts.set(payer, (counts.get(payer) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return requests.findIndex(({ payer }) => counts.get(payer) === most)
}

/** Requests that a task may look like: none of several payers has more than half of them, and no text is in them that few have sent. */
function shownRequests(requests: readonly OrganicRequest[]): readonly RequestProfile[] {
  const payersOf = new Map<string, Set<string>>()
  const textOf = (name: string, value: unknown) => `${name}=${JSON.stringify(value)}`
  const byPayer = new Map<string, OrganicRequest[]>()
  for (const request of requests) {
    const { payer, parameters } = request
    byPayer.set(payer, [...(byPayer.get(payer) ?? []), request])
    for (const [name, value] of Object.entries(parameters)) {
      const text = textOf(name, value)
      payersOf.set(text, (payersOf.get(text) ?? new Set()).add(payer))
    }
  }
  return [...byPayer.values()].flatMap((own) =>
    // As many as all others have together, so that a payer has half at most; a payer that is alone has all.
    own.slice(-(requests.length - own.length)).map(({ size, parameters }) => ({
      size,
      parameters: Object.fromEntries(
        Object.entries(parameters).filter(
          ([name, value]) =>
            typeof value === 'number' ||
            typeof value === 'boolean' ||
            payersOf.get(textOf(name, value))!.size >= fewestPayers,
        ),
      ),
    })),
  )
}
