import { describe, expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, testDatabase } from '../testing/start-gateway.js'
import { testLedger } from './testing/ledger-suite.js'

testLedger('the embedded database', testDatabase)

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
