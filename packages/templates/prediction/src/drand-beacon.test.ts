import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { quicknet } from 'subnetkit/timelock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chooseTimelock } from './beacon/choose-timelock.js'
import { createDrandBeacon, quicknetKey } from './drand-beacon.js'

/** Round 1000 of quicknet, as its relays publish it. */
const signature =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39'
const randomness = createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex')
const pulse = { round: 1_000, randomness, signature }
/** Answer of a relay, by the first part of its path. */
const answers: Readonly<Record<string, unknown>> = {
  good: pulse,
  other: { ...pulse, round: 999 },
  forged: { ...pulse, signature: signature.replace('b4', 'b5') },
  html: '<p>Hello</p>',
  changed: { beacon: pulse },
}
const asked: string[] = []
let server: Server
let origin = ''

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const answer = answers[url.split('/')[1] ?? '']
    if (answer === undefined) response.writeHead(404).end('{"error":"not found"}')
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

const ask = (names: readonly string[], round = 1_000) =>
  createDrandBeacon({ stepMs: 3_600_000, origins: names.map((name) => `${origin}/${name}`) }).signatureOf(
    round,
    new AbortController().signal,
  )

test('the first relay whose pulse verifies counts, whatever the others answer', async () => {
  expect(await ask(['none', 'other', 'forged', 'html', 'changed', 'good'])).toBe(signature)
  expect(asked.at(-1)).toBe(`/good/${quicknet.chainHash}/public/1000`)
  await expect(ask(['none', 'other', 'forged', 'html', 'changed'])).rejects.toThrow(
    'no relay has the pulse of round 1000',
  )
})

test('the round of a step is published when the step closes, not before', () => {
  const beacon = createDrandBeacon({ stepMs: 3_600_000 })
  const closes = (500_001 * 3_600_000) / 1_000
  const published = quicknet.genesis + (beacon.roundAfter(500_000) - 1) * quicknet.period
  expect(published - closes).toBeGreaterThanOrEqual(0)
  expect(published - closes).toBeLessThan(quicknet.period)
})

test('the environment chooses: off by default, quicknet for the live feed', () => {
  expect(chooseTimelock({})).toBeUndefined()
  expect(chooseTimelock({ TIMELOCK: 'required', FEED: 'live' })).toMatchObject({
    beacon: { publicKey: quicknetKey },
    required: true,
  })
  expect(chooseTimelock({ TIMELOCK: 'optional' })?.beacon.publicKey).not.toBe(quicknetKey)
  expect(() => chooseTimelock({ TIMELOCK: 'yes' })).toThrow('TIMELOCK is yes')
})
