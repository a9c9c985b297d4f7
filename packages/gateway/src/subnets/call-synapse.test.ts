import { createManualClock } from '@subnetkit/base/testing'
import { bytes, callHeaders, type QueryResult, synapse } from '@subnetkit/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { GatewayModel } from '../model.js'
import { verifyAnswer } from '../receipts/verify-answer.js'
import { absent, fakeModel } from '../testing/fake-model.js'
import { startTestGateway } from '../testing/start-gateway.js'

const protocol = {
  stamp: synapse({
    input: z.object({ text: z.string() }),
    output: z.object({ at: z.string().transform((text) => new Date(text)) }),
    maxBytes: 400,
  }),
  blob: synapse({ input: z.object({ data: bytes() }), output: z.object({ data: bytes() }), maxBytes: '2MB' }),
}
const at = '2026-01-01T00:00:00Z'

/** A model of two miners whose answers are functions of the input. */
function subnet(
  answer: (name: string, input: unknown, hotkey: string) => QueryResult<unknown>,
  more: Partial<GatewayModel> = {},
) {
  return fakeModel([() => absent, () => absent], {
    ...{ protocol, subnet: 'stamps', views: {}, price: { fixed: 10, perThousandTokens: 0 } },
    query: async ({ hotkey }, name, input) => answer(name, input, hotkey),
    ...more,
  })
}
const stamping = subnet((name, input) =>
  name === 'blob'
    ? { kind: 'ok', output: input, latencyMs: 1 }
    : { kind: 'ok', output: { at: new Date(at) }, received: { at }, latencyMs: 1 },
)

function deferred() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

const start = (model: GatewayModel, key = {}) => startTestGateway({ models: [model] }, key)
type Started = Awaited<ReturnType<typeof start>>
async function call({ send }: Started, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await send(`/subnets/${path}`, { method: 'POST', body: JSON.stringify(body), headers })
  const { result, error } = (await response.json()) as {
    result?: { data: unknown }
    error?: { code: number; data: { subnetkit: { code: string } } }
  }
  return { status: response.status, headers: response.headers, data: result?.data, error }
}

describe('the path of a synapse', () => {
  it('answers as the wire has it, in the envelope of tRPC, for a price', async () => {
    await using gateway = await start(stamping)
    const answered = await call(gateway, 'text/stamp', { text: 'x' })
    expect(answered).toMatchObject({ status: 200, data: { at } })
    expect(answered.headers.get('x-subnet-cost')).toBe('10')
    expect(answered.headers.get('traceparent')).toMatch(/^00-/)
  })

  it('carries binary values as base64', async () => {
    await using gateway = await start(stamping)
    expect((await call(gateway, 'text/blob', { data: { $bytes: 'AP8H' } })).data).toEqual({
      data: { $bytes: 'AP8H' },
    })
  })

  it.each([
    ['text/nothing', {}, {}, 404, 'unknown_synapse'],
    ['other/stamp', {}, {}, 404, 'model_not_found'],
    ['text/stamp', {}, { [callHeaders.deadline]: '1000' }, 400, 'deadline_expired'],
    ['text/stamp', {}, { [callHeaders.budget]: '9' }, 400, 'call_budget_spent'],
    ['text/stamp', {}, { [callHeaders.visited]: 'a, b, c, d' }, 400, 'call_too_deep'],
    ['text/stamp', {}, { [callHeaders.visited]: 'a, stamps' }, 400, 'call_cycle'],
    ['text/stamp', {}, { [callHeaders.calls]: 'x' }, 400, 'invalid_value'],
    ['text/stamp', {}, { authorization: 'Bearer no' }, 401, 'invalid_api_key'],
  ])('%s %j with %j: %s %s', async (path, body, headers, status, code) => {
    await using gateway = await start(stamping)
    const { error, ...refused } = await call(gateway, path, body, headers)
    expect(refused.status).toBe(status)
    expect(error).toMatchObject({
      code: expect.any(Number),
      data: { httpStatus: status, subnetkit: { code } },
    })
  })

  it('refuses what the budget of the key does not allow, and gives back what a failure had set aside', async () => {
    await using gateway = await start(
      subnet(() => absent),
      { cap: 10n },
    )
    expect((await call(gateway, 'text/stamp', {})).error?.data.subnetkit.code).toBe('upstream_timeout')
    expect((await call(gateway, 'text/stamp', {})).error?.data.subnetkit.code).toBe('upstream_timeout')
    await using spent = await start(stamping, { cap: 15n })
    await call(spent, 'text/stamp', {})
    expect((await call(spent, 'text/stamp', {})).error?.data.subnetkit.code).toBe('insufficient_quota')
  })

  it('ends at the deadline of the call', async () => {
    const clock = createManualClock({ date: 1_000 })
    const hanging = subnet(() => absent, {
      query: (_miner, _name, _input, { signal }) =>
        new Promise((_, reject) => {
          signal!.addEventListener('abort', () => reject(signal!.reason))
          void clock.advance(50)
        }),
    })
    await using gateway = await startTestGateway({ models: [hanging], clock })
    expect(await call(gateway, 'text/stamp', {}, { [callHeaders.deadline]: '1050' })).toMatchObject({
      status: 504,
    })
  })

  it('asks one miner alone for a caller that has something there', async () => {
    const hotkeys = ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', `5F${'w'.repeat(46)}`]
    const plain = stamping.candidates().miners
    const asked = new Set<string>()
    const two = subnet(
      (_name, _input, hotkey) => {
        asked.add(hotkey)
        return { kind: 'ok', output: {}, received: { at }, latencyMs: 1 }
      },
      {
        candidates: () => ({
          stale: false,
          miners: plain.map((one, index) => ({ ...one, hotkey: hotkeys[index]! })),
        }),
      },
    )
    await using gateway = await start(two)
    for (let count = 0; count < 8; count++)
      await call(gateway, 'text/stamp', {}, { [callHeaders.miner]: hotkeys[1]! })
    expect([...asked]).toEqual([hotkeys[1]])
    const { error } = await call(gateway, 'text/stamp', {}, { [callHeaders.miner]: `5${'x'.repeat(47)}` })
    expect(error?.data.subnetkit.code).toBe('no_miner_available')
  })
})

it('defect: the receipt of a call for one miner named no block', async () => {
  const hotkey = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
  const [miner] = stamping.candidates().miners
  const candidates = () => ({ stale: false, block: 77, miners: [{ ...miner!, hotkey }] })
  await using gateway = await start({ ...stamping, candidates })
  const { headers } = await call(gateway, 'text/stamp', { text: 'x' }, { [callHeaders.miner]: hotkey })
  const found = await gateway.send(`/v1/receipts/${headers.get('x-subnet-receipt')}`)
  expect(await found.json()).toMatchObject({ receipt: { block: 77 } })
})

it.each(['stamp', 'blob'])('the saved answer of %s is that of its receipt', async (synapse) => {
  await using gateway = await start(stamping)
  const body = JSON.stringify(synapse === 'blob' ? { data: { $bytes: 'AP8H' } } : { text: 'x' })
  const response = await gateway.send(`/subnets/text/${synapse}`, { method: 'POST', body })
  const answer = await response.text()
  const found = await gateway.send(`/v1/receipts/${response.headers.get('x-subnet-receipt')}`)
  const file: unknown = await found.json()
  const { checks } = verifyAnswer(file, { answer })
  expect(checks).toContainEqual(expect.objectContaining({ subject: 'answer 0', proven: true }))
  const changed = answer.replace(/2026|AP8H/, 'AAAA')
  expect(() => verifyAnswer(file, { answer: changed })).toThrow(
    expect.objectContaining({ code: 'ANSWER_UNPROVEN' }),
  )
})

describe('defect: a call of a synapse with an idempotency key', () => {
  it('got errors that a tRPC client cannot read', async () => {
    await using gateway = await start(stamping)
    const named = { 'idempotency-key': 'one' }
    await call(gateway, 'text/stamp', { text: 'x' }, named)
    for (const [headers, status] of [
      [named, 400],
      [{ 'idempotency-key': 'x'.repeat(256) }, 400],
      [{ ...named, authorization: 'Bearer no' }, 401],
    ] as const) {
      const { error, ...refused } = await call(gateway, 'text/stamp', { text: 'other' }, headers)
      expect(refused.status).toBe(status)
      expect(error).toMatchObject({ data: { httpStatus: status, path: 'stamp' } })
    }
  })

  it('got the answer of another miner than the one that it names', async () => {
    const hotkey = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
    await using gateway = await start(stamping)
    const named = { 'idempotency-key': 'pinned' }
    expect((await call(gateway, 'text/stamp', { text: 'x' }, named)).status).toBe(200)
    const pinned = { ...named, [callHeaders.miner]: hotkey }
    expect((await call(gateway, 'text/stamp', { text: 'x' }, pinned)).status).toBe(400)
  })

  it('waited for another one beyond its deadline', async () => {
    const clock = createManualClock({ date: 1_000 })
    const asked = deferred()
    const release = deferred()
    const slow = subnet(() => absent, {
      async query() {
        asked.resolve()
        await release.promise
        return { kind: 'ok', output: {}, received: { at }, latencyMs: 1 }
      },
    })
    await using gateway = await startTestGateway({ models: [slow], clock })
    const named = { 'idempotency-key': 'late' }
    const first = call(gateway, 'text/stamp', { text: 'x' }, named)
    await asked.promise
    const before = clock.pending
    const second = call(gateway, 'text/stamp', { text: 'x' }, { ...named, [callHeaders.deadline]: '1050' })
    await clock.timers(before + 1)
    await clock.advance(100)
    expect((await second).status).toBe(504)
    release.resolve()
    expect((await first).status).toBe(200)
  })
})
