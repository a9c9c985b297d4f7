import { beforeAll, describe, expect, it } from 'vitest'
import { createGateway } from '../create-gateway.js'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, testDatabase } from '../testing/start-gateway.js'
import { createLedger, type Ledger } from './ledger.js'

let date = 0
let ledger: Ledger
beforeAll(async () => {
  const database = await testDatabase()
  await using _gateway = await createGateway({ models: [fakeModel([])], database })
  ledger = createLedger({ database, clock: { date: () => date }, reservationMs: 1_000 })
})

describe('budgets', () => {
  it('never pass their cap, however many reserve at once', async () => {
    await ledger.limit('many', { cap: 1_000n, periodMs: null })
    const tries = Array.from({ length: 200 }, (_, at) => ledger.reserve(`many-${at}`, ['many'], 30n))
    const admitted = (await Promise.all(tries)).filter((short) => short === null)
    expect(admitted).toHaveLength(33)
    expect(await ledger.read(['many'])).toMatchObject([{ spent: 0n, reserved: 990n }])
  })

  it('take an amount from all of them or from none', async () => {
    await ledger.limit('rich', { cap: null, periodMs: null })
    await ledger.limit('poor', { cap: 5n, periodMs: null })
    expect(await ledger.reserve('both', ['rich', 'poor'], 6n)).toBe('poor')
    expect(await ledger.read(['rich', 'poor'])).toMatchObject([{ reserved: 0n }, { reserved: 0n }])
    expect(await ledger.reserve('unknown', ['rich', 'none'], 1n)).toBe('none')
    expect(await ledger.reserve('both', ['rich', 'poor'], 5n)).toBeNull()
  })

  it('charge once, and at most what was set aside', async () => {
    await ledger.limit('once', { cap: 100n, periodMs: null })
    await ledger.reserve('a', ['once'], 40n)
    const charged = await Promise.all([ledger.settle('a', 70n), ledger.settle('a', 70n)])
    expect(charged.toSorted()).toEqual([0n, 40n])
    expect(await ledger.read(['once'])).toMatchObject([{ spent: 40n, reserved: 0n }])
  })

  it('give back what a killed process has set aside, and charge nothing for it later', async () => {
    await ledger.limit('swept', { cap: 100n, periodMs: null })
    date = 10_000
    await ledger.reserve('old', ['swept'], 40n)
    date = 10_999
    await ledger.reserve('new', ['swept'], 50n)
    date = 11_000
    await ledger.sweep()
    expect(await ledger.read(['swept'])).toMatchObject([{ spent: 0n, reserved: 50n }])
    expect(await ledger.settle('old', 40n)).toBe(0n)
    expect(await ledger.settle('new', 50n)).toBe(50n)
  })

  it('begin again with each period, without what is still reserved', async () => {
    await ledger.limit('daily', { cap: 100n, periodMs: 1_000 })
    date = 20_100
    await ledger.reserve('one', ['daily'], 60n)
    await ledger.settle('one', 60n)
    await ledger.reserve('two', ['daily'], 40n)
    expect(await ledger.reserve('three', ['daily'], 1n)).toBe('daily')
    date = 21_000
    expect(await ledger.read(['daily'])).toMatchObject([{ spent: 0n, reserved: 40n }])
    expect(await ledger.reserve('three', ['daily'], 61n)).toBe('daily')
    expect(await ledger.reserve('three', ['daily'], 60n)).toBeNull()
  })
})

describe('requests', () => {
  const ask = { model: 'text', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] }

  it('never pass the cap of their key, and refuse with no retry (LiteLLM 34732, 26672, 23714)', async () => {
    // Each may cost 10 + 1 + 10, and costs 10 + 1 + 1.
    await using test = await startTestGateway({ models: [fakeModel([() => ok('done')])] }, { cap: 1_000n })
    const responses = await Promise.all(Array.from({ length: 120 }, () => test.post(ask)))
    const good = responses.filter(({ status }) => status === 200)
    const refused = responses.filter(({ status }) => status === 429)
    expect(good.length + refused.length).toBe(120)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.headers.get('x-should-retry')).toBe('false')
    expect(await refused[0]?.json()).toMatchObject({ error: { code: 'insufficient_quota' } })
    const [budget] = await test.gateway.ledger.read([`key:${test.keyId}`])
    expect(budget).toMatchObject({ spent: BigInt(12 * good.length), reserved: 0n })
    expect(Number(budget?.spent)).toBeLessThanOrEqual(1_000)
  })

  it('are not refused below the budget: what is not used is given back (LiteLLM 36926, 40050, 27735)', async () => {
    await using test = await startTestGateway({ models: [fakeModel([() => ok('done')])] }, { cap: 60n })
    const statuses = []
    for (let at = 0; at < 5; at++) statuses.push((await test.post(ask)).status)
    // 48 are spent after four, and the fifth may cost 21.
    expect(statuses).toEqual([200, 200, 200, 200, 429])
    expect(await (await test.send('/v1/key')).json()).toMatchObject({
      object: 'key',
      budget: { cap: 60, spent: 48, reserved: 0, remaining: 12 },
    })
  })

  it('that cost nothing pass, whatever is spent', async () => {
    const model = fakeModel([() => ok('done')], { price: { fixed: 0, perThousandTokens: 0 } })
    await using test = await startTestGateway({ models: [model] }, { cap: 0n })
    const response = await test.post(ask)
    expect([response.status, response.headers.get('x-subnet-cost')]).toEqual([200, '0'])
  })
})
