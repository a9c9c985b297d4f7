import { z } from 'subnetkit'
import { createSourcedFeed, type QuoteRequest, type Source } from './feed/sources.js'
import type { Feed, Series } from './feed.js'
import { readJson } from './read-json.js'

/** Exchanges whose public candles are read, without a key. */
export type Exchange = 'binance' | 'coinbase' | 'kraken'

/** A pair that is quoted by several exchanges, and its symbol at each. */
export interface Pair extends Series {
  readonly symbols: Readonly<Record<Exchange, string>>
}

/** Options of {@link createLiveFeed}. */
export interface LiveFeedOptions {
  readonly pairs: readonly Pair[]
  /** Addresses of the exchanges. @default their public ones */
  readonly origins?: Partial<Readonly<Record<Exchange, string>>> | undefined
  /** Returns ms since 1970. @default Date.now */
  readonly now?: (() => number) | undefined
  /** Time for each request, in ms. @default 10_000 */
  readonly deadlineMs?: number | undefined
  /** Returns a signal that is aborted after this many ms. @default AbortSignal.timeout */
  readonly timeout?: ((ms: number) => AbortSignal) | undefined
}

/** A step is an hour; its value is the closing price. */
export const stepMs = 3_600_000
/** Coinbase returns at most 300 candles for a request. */
const mostSteps = 300

interface Api {
  readonly origin: string
  url(symbol: string, firstMs: number, lastMs: number): string
  /** Returns opening time in ms and closing price of each candle. */
  parse(json: unknown): readonly (readonly [number, number])[]
}

/** A price as a number, or as its digits: nothing else becomes one, such as null a 0. */
const price = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)])
  .transform(Number)
  .pipe(z.number().positive())
const seconds = z.number().transform((value) => value * 1_000)

const apis: Readonly<Record<Exchange, Api>> = {
  // [[opening time in ms, open, high, low, close, …], …]
  binance: {
    origin: 'https://api.binance.com',
    url: (symbol, first, last) =>
      `/api/v3/klines?symbol=${symbol}&interval=1h&startTime=${first}&endTime=${last}&limit=1000`,
    parse: (json) =>
      z
        .array(z.tuple([z.number(), price, price, price, price]).rest(z.unknown()))
        .parse(json)
        .map(([time, , , , close]) => [time, close]),
  },
  // [[time in seconds, low, high, open, close, volume], …], newest first
  coinbase: {
    origin: 'https://api.exchange.coinbase.com',
    url: (symbol, first, last) =>
      `/products/${symbol}/candles?granularity=3600&start=${new Date(first).toISOString()}&end=${new Date(last).toISOString()}`,
    parse: (json) =>
      z
        .array(z.tuple([seconds, price, price, price, price]).rest(z.unknown()))
        .parse(json)
        .map(([time, , , , close]) => [time, close]),
  },
  // { error: [], result: { <pair>: [[time in seconds, open, high, low, close, …], …], last } }
  kraken: {
    origin: 'https://api.kraken.com',
    url: (symbol, first) => `/0/public/OHLC?pair=${symbol}&interval=60&since=${first / 1_000 - 1}`,
    parse(json) {
      const { error, result } = z
        .object({ error: z.array(z.string()), result: z.record(z.string(), z.unknown()).optional() })
        .parse(json)
      if (error.length > 0) throw new Error(error.join(', '))
      const [candles] = Object.entries(result ?? {}).flatMap(([name, own]) => (name === 'last' ? [] : [own]))
      return z
        .array(z.tuple([seconds, price, price, price, price]).rest(z.unknown()))
        .parse(candles)
        .map(([time, , , , close]) => [time, close])
    },
  },
}

/**
 * Hourly closing prices of three exchanges, by their public HTTP interfaces. A step is the hour since 1970; it is closed once the next one
 * has begun.
 */
export function createLiveFeed({
  pairs,
  origins = {},
  now = Date.now,
  deadlineMs = 10_000,
  timeout = (ms) => AbortSignal.timeout(ms),
}: LiveFeedOptions): Feed {
  const sourceOf = (name: Exchange): Source => ({
    name,
    async quotes({ series, first, last, signal }: QuoteRequest) {
      const api = apis[name]
      const { symbols } = pairs.find((pair) => pair.name === series)!
      const path = api.url(symbols[name], first * stepMs, last * stepMs)
      const limit = AbortSignal.any([signal, timeout(deadlineMs)])
      const candles = parsed(api, await readJson(`${origins[name] ?? api.origin}${path}`, limit))
      const closes = new Map(candles.map(([time, close]) => [time / stepMs, close]))
      return Array.from({ length: last - first + 1 }, (_, at) => closes.get(first + at))
    },
  })
  return createSourcedFeed({
    series: pairs.map(({ name, seasons = [] }) => ({ name, seasons })),
    sources: (['binance', 'coinbase', 'kraken'] as const).map(sourceOf),
    mostSteps,
    newestStep: () => Math.floor(now() / stepMs) - 1,
  })
}

/** Throws in one line: what validation says of a thousand candles is of no use in a log. */
function parsed(api: Api, json: unknown): ReturnType<Api['parse']> {
  try {
    return api.parse(json)
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause
    const [issue] = cause.issues
    throw new Error(`its answer has another format: ${issue?.path.join('.')}: ${issue?.message}`, { cause })
  }
}
