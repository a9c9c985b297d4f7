import { type Clock, systemClock } from '@subnetkit/base'
import type { GatewayMeter, LimitKind } from '@subnetkit/gateway'

/** Times of the requests of one kind, in seconds, by share of those that took no longer. */
export interface Quantiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Requests of one kind since the start. */
export interface TalliedRequests {
  readonly model: string
  readonly endpoint: string
  readonly mode: string
  readonly requests: number
  /** Of the newest of those that were answered; null without any. */
  readonly seconds: Quantiles | null
}

/** Requests of a quarter of a minute. */
export interface TalliedTime {
  /** Its begin, Unix time in ms. */
  readonly at: number
  readonly requests: number
  readonly refused: number
  readonly failed: number
}

/** Counts of a gateway's work since it started. It holds no key, no prompt and no miner. */
export interface TallyReading {
  readonly requests: number
  /** Requests by the outcome of their status. */
  readonly answered: number
  readonly refused: number
  readonly failed: number
  readonly left: number
  readonly rows: readonly TalliedRequests[]
  /** Requests of the last hour by the quarter of a minute in which they ended, oldest first; empty ones are left out. */
  readonly pace: readonly TalliedTime[]
  readonly statuses: readonly { readonly status: number; readonly requests: number }[]
  /** Of the newest requests of any kind that were answered; null without any. */
  readonly seconds: Quantiles | null
  /** Calls of miners, those that hedged a slow one, and hedges that answered first. */
  readonly calls: number
  readonly hedges: number
  readonly hedgeWins: number
  readonly outcomes: readonly { readonly outcome: string; readonly calls: number }[]
  readonly limited: Readonly<Record<LimitKind, number>>
  readonly tokens: number
  /** Micro-credits. */
  readonly spent: number
}

/** Counts what a gateway does, for people who look. */
export interface GatewayTally {
  readonly meter: GatewayMeter
  read(): TallyReading
}

/** Requests whose times are kept: of each kind, and of all together; and kinds. */
const [keptTimes, keptOfAll, mostKinds] = [500, 2_000, 200]

/** Length of a part of the last hour, in ms, and their number. */
const [partMs, mostParts] = [15_000, 240]

/** Status of a client that left. */
const clientLeft = 499

export function createGatewayTally(clock: Pick<Clock, 'date'> = systemClock): GatewayTally {
  const kinds = new Map<
    string,
    Pick<TalliedRequests, 'model' | 'endpoint' | 'mode'> & { requests: number; times: number[] }
  >()
  const outcomes = new Map<string, number>()
  const statuses = new Map<number, number>()
  const pace: { at: number; requests: number; refused: number; failed: number }[] = []
  const limited: Record<LimitKind, number> = { rate: 0, quota: 0, call: 0 }
  const all: number[] = []
  const sums = {
    requests: 0,
    answered: 0,
    refused: 0,
    failed: 0,
    left: 0,
    calls: 0,
    hedges: 0,
    hedgeWins: 0,
    tokens: 0,
    spent: 0,
  }

  function partNow() {
    const at = Math.floor(clock.date() / partMs) * partMs
    const last = pace.at(-1)
    if (last?.at === at) return last
    const part = { at, requests: 0, refused: 0, failed: 0 }
    pace.push(part)
    if (pace.length > mostParts) pace.shift()
    return part
  }

  const meter: GatewayMeter = {
    requested({ subnet: model, endpoint, mode, status, seconds }) {
      if (endpoint === 'health') return
      sums.requests++
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const part = partNow()
      part.requests++
      const isAnswered = status < 400
      if (isAnswered) sums.answered++
      else if (status === clientLeft) sums.left++
      else if (status < 500) {
        sums.refused++
        part.refused++
      } else {
        sums.failed++
        part.failed++
      }
      const key = `${model} ${endpoint} ${mode}`
      const kind = kinds.get(key) ?? { model, endpoint, mode, requests: 0, times: [] }
      if (kinds.size < mostKinds) kinds.set(key, kind)
      kind.requests++
      if (!isAnswered) return
      keep(kind.times, seconds, keptTimes)
      keep(all, seconds, keptOfAll)
    },
    answerable() {},
    called({ reason, outcome }) {
      sums.calls++
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      if (reason !== 'hedge') return
      sums.hedges++
      if (outcome === 'good') sums.hedgeWins++
    },
    agreed() {},
    used({ prompt, completion }) {
      sums.tokens += prompt + completion
    },
    spent(amount) {
      sums.spent += Number(amount)
    },
    limited(kind) {
      limited[kind]++
    },
  }

  return {
    meter,
    read: () => ({
      ...sums,
      limited: { ...limited },
      pace: pace.filter(({ at }) => at > clock.date() - mostParts * partMs).map((part) => ({ ...part })),
      statuses: [...statuses]
        .map(([status, requests]) => ({ status, requests }))
        .sort((left, right) => right.requests - left.requests),
      seconds: quantilesOf(all),
      rows: [...kinds.values()]
        .map(({ times, ...kind }) => ({ ...kind, seconds: quantilesOf(times) }))
        .sort((left, right) => right.requests - left.requests),
      outcomes: [...outcomes]
        .map(([outcome, calls]) => ({ outcome, calls }))
        .sort((left, right) => right.calls - left.calls),
    }),
  }
}

function keep(times: number[], seconds: number, most: number): void {
  times.push(seconds)
  // Now and then, so that a request does not move them all.
  if (times.length >= 2 * most) times.splice(0, times.length - most)
}

function quantilesOf(times: readonly number[]): Quantiles | null {
  if (times.length === 0) return null
  const sorted = [...times].sort((left, right) => left - right)
  const at = (share: number) => sorted[Math.min(Math.ceil(share * sorted.length), sorted.length) - 1]!
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** A meter that passes everything on to both. */
export function bothMeters(first: GatewayMeter, second: GatewayMeter | undefined): GatewayMeter {
  if (second === undefined) return first
  return {
    requested: (request) => {
      first.requested(request)
      second.requested(request)
    },
    answerable: (request) => {
      first.answerable(request)
      second.answerable(request)
    },
    called: (call) => {
      first.called(call)
      second.called(call)
    },
    agreed: (share) => {
      first.agreed(share)
      second.agreed(share)
    },
    used: (tokens) => {
      first.used(tokens)
      second.used(tokens)
    },
    spent: (amount) => {
      first.spent(amount)
      second.spent(amount)
    },
    limited: (kind) => {
      first.limited(kind)
      second.limited(kind)
    },
  }
}
