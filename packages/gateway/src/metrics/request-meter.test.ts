import { expect, it, vi } from 'vitest'
import { absent, fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway } from '../testing/start-gateway.js'
import type { GatewayMeter } from './meter.js'
import { endpointOf } from './request-meter.js'

const prompt = 'The launch code is 00-42-17.'
const chat = (more: object = {}) => ({
  model: 'text',
  messages: [{ role: 'user', content: prompt }],
  max_tokens: 4,
  ...more,
})

type Noted = { readonly name: string; readonly of: unknown }

function recorder() {
  const noted: Noted[] = []
  const meter = new Proxy({} as GatewayMeter, {
    get: (_, name) => (of: unknown) => void noted.push({ name: String(name), of }),
    has: () => true,
  })
  return { meter, of: (name: string) => noted.filter((one) => one.name === name).map(({ of }) => of), noted }
}

it('counts requests, calls of miners, tokens and spend', async () => {
  const { meter, of } = recorder()
  const models = [fakeModel([() => absent, () => ok('fine words'), () => ok('others')])]
  await using test = await startTestGateway({ models, meter, random: () => 0 }, { requestsPerMinute: 4 })
  for (const stream of [false, true]) expect((await test.post(chat({ stream }))).status).toBe(200)
  expect((await test.post(chat({ model: 'gpt-9' }))).status).toBe(404)
  expect((await test.send('/v1/models')).status).toBe(200)
  await vi.waitFor(() => expect(of('requested')).toHaveLength(4))
  const seconds = expect.any(Number)
  const served = { subnet: 'text', endpoint: 'chat', mode: 'plain', status: 200, seconds }
  const nothing = { subnet: 'none', mode: 'none', seconds }
  expect(of('requested')).toEqual([
    ...[served, served],
    ...[{ ...nothing, endpoint: 'chat', status: 404 }],
    { ...nothing, endpoint: 'models', status: 200 },
  ])
  const { status: _, ...answered } = served
  expect(of('answerable')).toEqual([answered, answered])
  expect(of('called')).toContainEqual({ reason: 'first', outcome: 'good' })
  expect(of('used')).toHaveLength(2)
  const cost = of('spent').reduce((sum: bigint, amount) => sum + (amount as bigint), 0n)
  expect(cost).toBe((await test.gateway.ledger.read([`key:${test.keyId}`]))[0]?.spent)
})

it('counts what limits refuse, and reads what is set aside', async () => {
  const { meter, of } = recorder()
  let answer = () => {}
  const waiting = new Promise<void>((resolve) => {
    answer = resolve
  })
  const models = [fakeModel([() => waiting.then(() => ok('fine'))])]
  await using test = await startTestGateway({ models, meter }, { requestsPerMinute: 1, cap: 1_000n })
  const first = test.post(chat())
  await vi.waitFor(async () => expect((await test.gateway.gauges()).reserved).toBeGreaterThan(0n))
  expect((await test.post(chat())).status).toBe(429)
  answer()
  expect((await first).status).toBe(200)
  await test.gateway.ledger.limit(`key:${test.keyId}`, { cap: 0n, periodMs: null })
  expect(of('limited')).toEqual(['rate'])
  const gauges = { benchedMiners: 0, reserved: 0n, openStreams: 0 }
  await vi.waitFor(async () => expect(await test.gateway.gauges()).toEqual(gauges))
})

it('a client that leaves has the status 499', async () => {
  const { meter, of } = recorder()
  const models = [fakeModel([() => new Promise(() => {})])]
  await using test = await startTestGateway({ models, meter })
  const left = new AbortController()
  const sent = test.post(chat(), { signal: left.signal }).catch(() => null)
  setTimeout(() => left.abort(), 50)
  await sent
  await vi.waitFor(() => expect(of('requested')).toMatchObject([{ subnet: 'text', status: 499 }]))
})

it('a planted key, prompt, alias or hotkey is in nothing that is counted', async () => {
  const { meter, noted } = recorder()
  const models = [fakeModel([() => ok(prompt), () => absent], { aliases: ['planted-alias'] })]
  await using test = await startTestGateway({ models, meter })
  for (const model of ['planted-alias', prompt, test.key]) await test.post(chat({ model }))
  await test.send(`/v1/models/${test.key}`)
  await test.send(`/v1/${test.key}/${encodeURIComponent(prompt)}`)
  await vi.waitFor(() => expect(noted.filter(({ name }) => name === 'requested')).toHaveLength(5))
  const text = JSON.stringify(noted, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  for (const secret of [test.key, test.keyId, '00-42-17', 'planted-alias', 'miner-0', 'owner-0'])
    expect(text).not.toContain(secret)
})

it.each([
  ['/v1/chat/completions', 'chat'],
  ['/v1/images/generations', 'images'],
  ['/v1/files/abc/content', 'files'],
  ['/subnets/text/complete', 'subnets'],
  ['/v1/chat/completions/x', 'other'],
  ['/sn_live_x', 'other'],
])('%s counts as %s', (path, endpoint) => expect(endpointOf(path)).toBe(endpoint))
