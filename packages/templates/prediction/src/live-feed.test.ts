import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chooseFeed } from './feed/choose-feed.js'
import { createLiveFeed, stepMs } from './live-feed.js'

const hour = Date.UTC(2026, 0, 5, 12)
const step = hour / stepMs
const closes = [43_100, 43_101.5, 43_102, 43_103.25]
const times = closes.map((_, at) => hour + (at - 3) * stepMs)
let server: Server
let origin = ''
const asked: string[] = []
type Exchange = 'binance' | 'coinbase' | 'kraken'
type Candles = Record<Exchange, (close: number, at: number) => number | undefined>
/** Closing prices of each exchange; undefined leaves a candle out. */
let quoted: Candles
/** Answers in place of candles: a status, or a body. */
let instead: Partial<Record<Exchange, number | string | 'hang' | 'break'>> = {}

const text = (value: number) => value.toFixed(8)

/** Answers with the fields, types and order that each exchange documents. */
const documented: Record<Exchange, (candles: readonly (readonly [number, number])[]) => unknown> = {
  // Opening time in ms, open, high, low, close, volume, closing time, quote volume, trades, taker base, taker quote, unused.
  binance: (candles) =>
    candles.map(([time, close]) => [
      ...[time, text(close - 9), text(close + 20), text(close - 20), text(close), '412.52180000'],
      ...[time + stepMs - 1, '17780000.10000000', 21_042, '200.10000000', '8600000.00000000', '0'],
    ]),
  // Time in seconds, low, high, open, close, volume: newest first, and older ones than asked for may come along.
  coinbase: (candles) =>
    [[times[0]! - stepMs, 40_000] as const, ...candles]
      .map(([time, close]) => [time / 1_000, close - 20, close + 20, close - 9, close, 31.7])
      .reverse(),
  // Time in seconds, open, high, low, close, vwap, volume, count; the last candle is the one that is not closed yet.
  kraken: (candles) => ({
    error: [],
    result: {
      XXBTZUSD: [...candles, [hour + stepMs, 49_999] as const].map(([time, close]) => [
        ...[time / 1_000, (close - 9).toFixed(1), (close + 20).toFixed(1), (close - 20).toFixed(1)],
        ...[close.toFixed(2), close.toFixed(1), '30.39243896', 923],
      ]),
      last: hour / 1_000,
    },
  }),
}
const nameOf = (url: string): Exchange =>
  url.startsWith('/api/v3/klines') ? 'binance' : url.startsWith('/products/') ? 'coinbase' : 'kraken'

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const name = nameOf(url)
    const other = instead[name]
    if (other === 'hang') return
    if (other === 'break')
      response.writeHead(200, { 'content-length': '900' }).write('[[', () => response.destroy())
    else if (typeof other === 'number')
      response.writeHead(other).end('{"code":-1003,"msg":"Too many requests."}')
    else if (other !== undefined) response.end(other)
    else {
      const candles = times.flatMap((time, at) => {
        const close = quoted[name](closes[at]!, at)
        return close === undefined ? [] : [[time, close] as const]
      })
      response.end(JSON.stringify(documented[name](candles)))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  quoted = { binance: (close) => close, coinbase: (close) => close + 2, kraken: (close) => close + 1 }
  instead = {}
})

const feed = (timeout?: (ms: number) => AbortSignal) =>
  createLiveFeed({
    pairs: [
      {
        ...{ name: 'btc-usd', seasons: [24] },
        symbols: { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'XBTUSD' },
      },
    ],
    origins: { binance: origin, coinbase: origin, kraken: origin },
    now: () => hour + stepMs + 60_000,
    timeout,
  })
const range = () => ({ first: step - 3, last: step, signal: new AbortController().signal })
const read = async (timeout?: (ms: number) => AbortSignal) => (await feed(timeout).read(range()))['btc-usd']!
const moved = (by: number) => closes.map((close) => close + by)

test('hourly closes of three exchanges are resolved by their median; the candle that is not closed does not count', async () => {
  expect(feed().newestStep(0)).toBe(step)
  expect(await read()).toEqual({ values: moved(1), agreed: [3, 3, 3, 3], refused: [] })
  const [first, last] = [hour - 3 * stepMs, hour]
  expect(asked.find((url) => url.startsWith('/api'))).toContain(
    `symbol=BTCUSDT&interval=1h&startTime=${first}&endTime=${last}`,
  )
  expect(asked.find((url) => url.startsWith('/products'))).toContain(
    `BTC-USD/candles?granularity=3600&start=2026-01-05T09:00:00.000Z&end=2026-01-05T12:00:00.000Z`,
  )
  expect(asked.find((url) => url.startsWith('/0'))).toContain(
    `pair=XBTUSD&interval=60&since=${first / 1_000 - 1}`,
  )
})

test('a source that lies is refused where it does, and kept elsewhere', async () => {
  quoted.kraken = (close, at) => (at === 1 ? 55_500 : close + 1)
  const { values, refused } = await read()
  expect(values).toEqual([closes[0]! + 1, closes[1]! + 1, closes[2]! + 1, closes[3]! + 1])
  expect(refused).toEqual([{ source: 'kraken', step: step - 2, value: 55_500 }])
  // A lie within the tolerance moves the median no further than to the next honest quote.
  quoted.kraken = (close) => close * 1.004
  expect((await read()).values).toEqual(moved(2))
})

test('a source that lags is left out for the newest hour, or refused if it repeats an old price that is far off', async () => {
  quoted.coinbase = (close, at) => (at === 3 ? undefined : close + 2)
  expect((await read()).values).toEqual([...moved(1).slice(0, 3), closes[3]! + 0.5])
  quoted.coinbase = (close, at) => (at === 3 ? 42_000 : close + 2)
  expect(await read()).toMatchObject({
    values: [...moved(1).slice(0, 3), closes[3]! + 0.5],
    refused: [{ source: 'coinbase', step }],
  })
})

test('a source that is down, hangs, breaks off or limits its callers is left out; two must be left', async () => {
  for (const trouble of [503, 429, 418, 'break', ''] as const) {
    instead = { kraken: trouble }
    expect([trouble, (await read()).values]).toEqual([trouble, moved(1)])
  }
  instead = { kraken: 'hang' }
  const limits: AbortController[] = []
  const reading = read(() => {
    limits.push(new AbortController())
    return limits.at(-1)!.signal
  })
  limits.at(-1)?.abort(new Error('its time is over'))
  expect((await reading).values).toEqual(moved(1))
  instead = { kraken: 503, binance: 429 }
  await expect(read()).rejects.toThrow('btc-usd has 1 of 3 sources: binance: Error: it answered 429')
})

test('a source that changes its format is left out, and never read as another number', async () => {
  const candle = [hour / 1_000, 1, 2, 3, 4, 5]
  for (const body of [
    ...['<html>moved</html>', '{}', 'null', '{"error":["EGeneral:Too many requests"]}'],
    ...[
      '{"error":[],"result":{}}',
      JSON.stringify({ error: [], result: { XXBTZUSD: { candles: [candle] } } }),
    ],
    // Null is no price, and neither are a text, true, or a price with a unit.
    ...[null, '', true, '43100 USD', '4.3e4', -1, 0].map((close) =>
      JSON.stringify({ error: [], result: { X: [[...candle.slice(0, 4), close, 1, 1, 1]] } }),
    ),
    // Times in another unit are no hour of the question.
    JSON.stringify({ error: [], result: { X: [[hour, '1', '1', '1', '1', '1', '1', 1]] } }),
  ]) {
    instead = { kraken: body }
    expect([body, (await read()).values]).toEqual([body, moved(1)])
  }
  instead = { kraken: '{"error":[],"result":{"X":[[1,null]]}}', coinbase: 503 }
  await expect(read()).rejects.toThrow('kraken: Error: its answer has another format: 0.1:')
})

test('the environment chooses the feed, and an unknown one is refused', () => {
  expect(chooseFeed({ FEED: 'live' }).series.map(({ name }) => name)).toEqual(['btc-usd', 'eth-usd'])
  expect(chooseFeed({}).series.map(({ name }) => name)).toEqual(['amber', 'cobalt'])
  expect(() => chooseFeed({ FEED: 'tape' })).toThrow('FEED is tape')
})
