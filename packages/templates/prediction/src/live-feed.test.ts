import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseFeed } from './feed/choose-feed.js'
import { createLiveFeed, stepMs } from './live-feed.js'

const hour = Date.UTC(2026, 0, 5, 12)
const step = hour / stepMs
const closes = [100, 101, 102, 103]
let server: Server
let origin = ''
const asked: string[] = []
let broken: ReadonlySet<string> = new Set()

/** Answers as the exchanges do: times in ms or s, newest first at one, prices as texts at others. */
function answer({ url = '' }: IncomingMessage): unknown {
  const times = closes.map((_, at) => hour + (at - 3) * stepMs)
  if (url.startsWith('/api/v3/klines')) {
    return times.map((time, at) => [
      time,
      '1',
      '9',
      '0',
      `${closes[at]}`,
      '12.5',
      time + stepMs - 1,
      '0',
      3,
      '0',
      '0',
      '0',
    ])
  }
  if (url.startsWith('/products/')) {
    return times.map((time, at) => [time / 1_000, 0, 9, 1, closes[at]! + 0.1, 4.5]).reverse()
  }
  const candles = times.map((time, at) => [
    time / 1_000,
    '1',
    '9',
    '0',
    at === 1 ? '555' : `${closes[at]}`,
    '1',
    '2',
    8,
  ])
  return { error: [], result: { XXBTZUSD: candles, last: hour / 1_000 } }
}

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const fails = [...broken].some((part) => request.url?.includes(part))
    if (fails) response.writeHead(503).end('no')
    else response.end(JSON.stringify(answer(request)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

const feed = () =>
  createLiveFeed({
    pairs: [
      {
        ...{ name: 'btc-usd', seasons: [24] },
        symbols: { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'XBTUSD' },
      },
    ],
    origins: { binance: origin, coinbase: origin, kraken: origin },
    now: () => hour + stepMs + 60_000,
  })
const range = () => ({ first: step - 3, last: step, signal: new AbortController().signal })

test('hourly closes of three exchanges are resolved by their median, an outlier refused', async () => {
  expect(feed().newestStep(0)).toBe(step)
  const { 'btc-usd': reading } = await feed().read(range())
  expect(reading?.values).toEqual([100, 101.05, 102, 103])
  expect(reading?.refused).toEqual([{ source: 'kraken', step: step - 2, value: 555 }])
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

test('an exchange that is down is left out; without two of them there is no value', async () => {
  broken = new Set(['klines'])
  await expect(feed().read(range())).rejects.toThrow('has no two sources that agree')
  broken = new Set(['OHLC'])
  expect((await feed().read(range()))['btc-usd']?.values).toEqual([100.05, 101.05, 102.05, 103.05])
  broken = new Set(['OHLC', 'klines'])
  await expect(feed().read(range())).rejects.toThrow('btc-usd has 1 of 3 sources')
  broken = new Set()
})

test('the environment chooses the feed, and an unknown one is refused', () => {
  expect(chooseFeed({ FEED: 'live' }).series.map(({ name }) => name)).toEqual(['btc-usd', 'eth-usd'])
  expect(chooseFeed({}).series.map(({ name }) => name)).toEqual(['amber', 'cobalt'])
  expect(() => chooseFeed({ FEED: 'tape' })).toThrow('FEED is tape')
})
