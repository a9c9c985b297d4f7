import { expect, it } from 'vitest'
import { bothMeters, createGatewayTally } from './gateway-tally.js'

const request = { subnet: 'text', endpoint: 'chat', mode: 'plain', status: 200, seconds: 1 } as const

it('counts requests by their outcome, and the times of those that were answered', () => {
  const { meter, read } = createGatewayTally()
  for (let seconds = 1; seconds <= 100; seconds++) meter.requested({ ...request, seconds })
  for (const status of [429, 499, 503]) meter.requested({ ...request, mode: 'best', status, seconds: 900 })
  meter.requested({ ...request, endpoint: 'health' })
  const seconds = { p50: 50, p95: 95, p99: 99 }
  expect(read()).toMatchObject({ requests: 103, answered: 100, refused: 1, left: 1, failed: 1, seconds })
  expect(read().rows).toEqual([
    { model: 'text', endpoint: 'chat', mode: 'plain', requests: 100, seconds },
    { model: 'text', endpoint: 'chat', mode: 'best', requests: 3, seconds: null },
  ])
})

it('counts hedges and those that won, limits, tokens and spend; of the times only the newest', () => {
  const tally = createGatewayTally()
  const second = createGatewayTally()
  const meter = bothMeters(tally.meter, second.meter)
  for (const outcome of ['good', 'absent']) meter.called({ reason: 'hedge', outcome })
  meter.called({ reason: 'first', outcome: 'good' })
  meter.limited('quota')
  meter.used({ prompt: 3, completion: 4 })
  meter.spent(250n)
  for (let at = 0; at < 10_000; at++) meter.requested({ ...request, seconds: at < 9_000 ? 100 : 1 })
  const seen = {
    calls: 3,
    hedges: 2,
    hedgeWins: 1,
    limited: { rate: 0, quota: 1, call: 0 },
    tokens: 7,
    spent: 250,
  }
  expect(tally.read()).toMatchObject({
    ...seen,
    outcomes: [
      { outcome: 'good', calls: 2 },
      { outcome: 'absent', calls: 1 },
    ],
  })
  expect(tally.read().rows[0]?.seconds?.p50).toBe(1)
  expect(second.read()).toEqual(tally.read())
})

it('counts the requests of the last hour by time, and those of each status', () => {
  let now = 7_000_000
  const { meter, read } = createGatewayTally({ date: () => now })
  const at = (to: number, status: number) => {
    now = to
    meter.requested({ ...request, status })
  }
  at(7_000_000, 200)
  for (const status of [200, 429, 502]) at(7_021_000, status)
  expect(read().pace).toEqual([
    { at: 6_990_000, requests: 1, refused: 0, failed: 0 },
    { at: 7_020_000, requests: 3, refused: 1, failed: 1 },
  ])
  expect(read().statuses[0]).toEqual({ status: 200, requests: 2 })
  now += 3_590_000
  expect(read().pace).toHaveLength(1)
  for (let part = 0; part < 300; part++) at(now + 15_000, 200)
  expect(read().pace).toHaveLength(240)
})
