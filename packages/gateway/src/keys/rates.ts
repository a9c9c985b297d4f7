import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import { ApiError } from '../wire/api-error.js'
import type { KeyRecord } from './records.js'

/** Share of its key's rates that one request takes. */
export interface Grant extends Disposable {
  /** Rates that are left, as headers of the response. */
  readonly headers: Readonly<Record<string, string>>
}

/** Rates of keys: requests and tokens a minute, and requests in flight. */
export interface Rates {
  /**
   * Counts a request among those in flight of its key, until it is disposed. A key without a limit of its own has the usual one. Throws
   * ApiError `rate_limit_exceeded`.
   */
  enter(key: KeyRecord): Disposable
  /**
   * Takes a request with so many tokens; `place` is the one that it has among those in flight, without which it is a further part of a
   * request. Throws ApiError `rate_limit_exceeded` with the time to wait.
   */
  take(key: KeyRecord, tokens: number, place?: Disposable): Promise<Grant>
  /** Counts a request without a key. Throws ApiError `rate_limit_exceeded` if its address has sent too many. */
  refuse(address: string): Promise<void>
  /** Returns true for an address that has used up its share of requests without a key. */
  isRefused(address: string): Promise<boolean>
}

interface RatesOptions {
  /** Client of `ioredis` that gateways share. @default memory of this process */
  readonly redis?: object | undefined
  /** Requests in flight of a key without a limit of its own. @default no limit */
  readonly usualInFlight?: number | undefined
}

const windowSeconds = 60
/** Requests without a valid key that one address may send in that time. */
const mostRefused = 60
/** Distinct limits that have a limiter of their own. */
const mostLimiters = 1_000

export function createRates({ redis, usualInFlight }: RatesOptions = {}): Rates {
  const limiters = new Map<string, RateLimiterAbstract>()
  const flying = new Map<string, number>()

  function limiterOf(kind: string, points: number): RateLimiterAbstract {
    const name = `${kind}:${points}`
    let limiter = limiters.get(name)
    if (limiter === undefined) {
      const common = { points, duration: windowSeconds, keyPrefix: `subnetkit:gateway:${name}` }
      // Without Redis a gateway goes on with rates of its own: they protect miners, money is guarded elsewhere.
      limiter =
        redis === undefined
          ? new RateLimiterMemory(common)
          : new RateLimiterRedis({
              ...common,
              storeClient: redis,
              insuranceLimiter: new RateLimiterMemory(common),
            })
      if (limiters.size >= mostLimiters) limiters.clear()
      limiters.set(name, limiter)
    }
    return limiter
  }

  async function consume(
    kind: 'requests' | 'tokens',
    { id }: KeyRecord,
    limit: number | null,
    points: number,
  ) {
    if (limit === null || points === 0) return {}
    if (limit <= 0) throw limited(`The key may use no ${kind}.`, windowSeconds * 1_000, {})
    // More than a minute allows would never pass; it takes all of one.
    const taken = Math.min(points, limit)
    try {
      return headersOf(kind, limit, await limiterOf(kind, limit).consume(id, taken))
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      const message = `The key may use ${limit} ${kind} a minute.`
      throw limited(message, refusal.msBeforeNext, headersOf(kind, limit, refusal))
    }
  }

  function enterAs(id: string, limit: number): Disposable {
    const current = flying.get(id) ?? 0
    if (current >= limit) throw limited(`The key may have ${limit} requests in flight.`, 1_000, {})
    flying.set(id, current + 1)
    let isOver = false
    return {
      [Symbol.dispose]() {
        if (isOver) return
        isOver = true
        const left = (flying.get(id) ?? 1) - 1
        if (left > 0) flying.set(id, left)
        else flying.delete(id)
      },
    }
  }

  const enter = ({ id, inFlight }: KeyRecord) =>
    enterAs(id, inFlight ?? usualInFlight ?? Number.POSITIVE_INFINITY)
  // Parts of a request, such as the prompts of a list, have places only where the key has a limit of its own.
  const enterPart = (key: KeyRecord) => (key.inFlight === null ? noPlace : enter(key))

  return {
    isRefused: async (address) =>
      ((await limiterOf('refused', mostRefused).get(address))?.consumedPoints ?? 0) >= mostRefused,
    async refuse(address) {
      try {
        await limiterOf('refused', mostRefused).consume(address)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw limited('Too many requests without a valid API key.', refusal.msBeforeNext, {})
      }
    },
    enter,
    async take(key, tokens, place = enterPart(key)) {
      try {
        const requests = await consume('requests', key, key.requestsPerMinute, 1)
        const headers = Object.assign(requests, await consume('tokens', key, key.tokensPerMinute, tokens))
        return { headers, [Symbol.dispose]: () => place[Symbol.dispose]() }
      } catch (error) {
        place[Symbol.dispose]()
        throw error
      }
    },
  }
}

const noPlace: Disposable = { [Symbol.dispose]() {} }

const headersOf = (kind: string, limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes) => ({
  [`x-ratelimit-limit-${kind}`]: String(limit),
  [`x-ratelimit-remaining-${kind}`]: String(Math.max(0, remainingPoints)),
  [`x-ratelimit-reset-${kind}`]: `${Math.ceil(msBeforeNext / 1_000)}s`,
})

function limited(message: string, waitMs: number, headers: Readonly<Record<string, string>>): ApiError {
  const wait = {
    'retry-after': String(Math.ceil(waitMs / 1_000)),
    'retry-after-ms': String(Math.ceil(waitMs)),
  }
  return new ApiError('rate_limit_exceeded', message, { headers: { ...headers, ...wait } })
}
