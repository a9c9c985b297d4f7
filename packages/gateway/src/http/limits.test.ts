import { expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway } from '../testing/start-gateway.js'

const ask = { model: 'text', messages: [{ role: 'user', content: 'Hello' }] }

it('defect: requests in flight had no limit but those of their keys', async () => {
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const begun = { count: 0 }
  const model = fakeModel([
    async () => {
      begun.count++
      await held
      return ok('yes')
    },
  ])
  await using test = await startTestGateway({ models: [model], maxInFlight: 2 })
  const first = [test.post(ask), test.post(ask)]
  await expect.poll(() => begun.count).toBe(2)
  const refused = await test.post(ask)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toMatchObject({ error: { type: 'overloaded', code: 'gateway_busy' } })
  expect((await test.send('/healthz')).status).toBe(200)
  answer()
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200])
  expect((await test.post(ask)).status).toBe(200)
})

it.each([
  ['no JSON', '{"model"', 400],
  ['a model that does not exist', { ...ask, model: 'none' }, 404],
  ['a wrong value', { ...ask, temperature: 9 }, 400],
] as const)('defect: %s took nothing of the rate of its key', async (_, body, status) => {
  await using test = await startTestGateway(
    { models: [fakeModel([() => ok('yes')])] },
    { requestsPerMinute: 2 },
  )
  const statuses = []
  for (let at = 0; at < 3; at++) statuses.push((await test.post(body)).status)
  expect(statuses).toEqual([status, status, 429])
  expect((await test.post(ask)).headers.get('retry-after')).not.toBeNull()
})

it('counts an answered request once', async () => {
  await using test = await startTestGateway(
    { models: [fakeModel([() => ok('yes')])] },
    { requestsPerMinute: 2 },
  )
  const statuses = []
  for (let at = 0; at < 3; at++) statuses.push((await test.post(ask)).status)
  expect(statuses).toEqual([200, 200, 429])
})

it('defect: wrong keys could be tried without limit', async () => {
  await using test = await startTestGateway({ models: [fakeModel([() => ok('yes')])] })
  const stranger = { authorization: 'Bearer sn_live_x' }
  const statuses = new Map<number, number>()
  for (let at = 0; at < 70; at++) {
    const { status } = await test.send('/v1/models', { headers: stranger })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect([...statuses]).toEqual([
    [401, 60],
    [429, 10],
  ])
  // Others may come from the same address, such as that of a proxy.
  expect((await test.post(ask)).status).toBe(200)
})
