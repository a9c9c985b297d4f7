import { createStop } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import type { GatewayModel } from '../model.js'
import { absent, fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway } from '../testing/start-gateway.js'
import { createRouter } from './ask.js'
import type { MinerCall } from './question.js'

const probe = () => ({ synapse: 'complete', prompt: '2 + 2', input: 'probe', isRight: () => true })

it('checks run eight at a time, however many requests there are, and keep nobody waiting', async () => {
  let checks = 0
  const model: GatewayModel = {
    ...fakeModel([() => absent], { probe }),
    query: (_miner, _synapse, input) => {
      if (input !== 'probe') return Promise.resolve(ok('4'))
      checks++
      return new Promise(() => {})
    },
  }
  const shares = { probes: 1, crossChecks: 1 }
  const router = createRouter({ clock: createManualClock(), random: () => 0.5, shares })
  const calls: MinerCall[] = []
  const asking = {
    model,
    stop: createStop(),
    onCall: (call: MinerCall) => calls.push(call),
  }
  const question = { synapse: 'complete', input: 'ask', prompt: '', param: 'messages', read: () => '4' }
  for (let request = 0; request < 100; request++)
    await router.ask(question, { ...asking, onCall: (call) => void asking.onCall(call), asked: new Set() })
  expect([checks, calls.length]).toEqual([8, 100])
})

it('defect: a question of known answer followed the answer to a user at once', async () => {
  const asked: unknown[] = []
  const model: GatewayModel = {
    ...fakeModel([() => absent], { probe }),
    query: async (_miner, _synapse, input) => {
      asked.push(input)
      return ok('4')
    },
  }
  const clock = createManualClock()
  const delays = [500, 300, 900]
  const router = createRouter({
    ...{ clock, random: () => 0.5, shares: { probes: 1, crossChecks: 0 } },
    probeDelayMs: () => delays.shift()!,
  })
  const question = { synapse: 'complete', input: 'ask', prompt: '', param: 'messages', read: () => '4' }
  for (let request = 0; request < 3; request++) {
    const stop = createStop()
    await router.ask(question, { model, stop, onCall: () => {}, asked: new Set() })
  }
  const probes = () => asked.filter((input) => input === 'probe').length
  for (const [ms, count] of [
    [299, 0],
    [1, 1],
    [200, 2],
  ] as const) {
    await clock.advance(ms)
    expect(probes()).toBe(count)
  }
  router[Symbol.dispose]()
  await clock.advance(1_000)
  expect(probes()).toBe(2)
})

it('checks are paid by nobody, and stand in no receipt', async () => {
  let asked = 0
  const miner = () => {
    asked++
    return ok('4')
  }
  const model = fakeModel([miner, miner, miner], { price: { fixed: 10, perThousandTokens: 0 }, probe })
  const query: GatewayModel['query'] = (one, synapse, input, options) =>
    model.query(one, synapse, input === 'probe' ? { prompt: 'probe', request: {} } : input, options)
  await using gateway = await startTestGateway(
    { models: [{ ...model, query }], probeShare: 1, crossCheckShare: 1 },
    { cap: 100n },
  )
  for (let request = 0; request < 10; request++) {
    const response = await gateway.post({ model: 'text', messages: [{ role: 'user', content: '2 + 2' }] })
    expect([response.status, response.headers.get('x-subnet-cost')]).toEqual([200, '10'])
    const found = await gateway.send(`/v1/receipts/${response.headers.get('x-subnet-receipt')}`)
    expect(await found.json()).toMatchObject({ receipt: { charged: 10, miners: [{ reason: 'first' }] } })
  }
  expect(asked).toBeGreaterThan(20)
  const spent = await gateway.post({ model: 'text', messages: [{ role: 'user', content: '2 + 2' }] })
  expect(await spent.json()).toMatchObject({ error: { code: 'insufficient_quota' } })
})
