import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { issueKey } from '../keys/issue-key.js'
import { createKey } from '../keys/key-format.js'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway, testDatabase } from '../testing/start-gateway.js'

const ask = { model: 'text', messages: [{ role: 'user', content: 'Hello' }] }

it('defect: requests in flight had no limit but those of their keys', async () => {
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  let begun = () => {}
  const bothBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  let calls = 0
  const model = fakeModel([
    async () => {
      if (++calls === 2) begun()
      await held
      return ok('yes')
    },
  ])
  await using test = await startTestGateway({ models: [model], maxInFlight: 2 }, { inFlight: 9 })
  const first = [test.post(ask), test.post(ask)]
  await bothBegun
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

it('defect: each wrong key was looked up before its address was refused', async () => {
  const database = await testDatabase()
  let lookups = 0
  const counting = {
    ...database,
    query: ((sql: string, values) => {
      if (sql.includes('subnetkit_gateway.keys where')) lookups++
      return database.query(sql, values)
    }) as typeof database.query,
  }
  await using test = await startTestGateway({
    ...{ models: [fakeModel([() => ok('yes')])], database: counting },
  })
  const flood = async (count: number) => {
    const before = lookups
    const send = () => test.send('/v1/models', { headers: { authorization: `Bearer ${createKey().key}` } })
    const statuses = await Promise.all(Array.from({ length: count }, async () => (await send()).status))
    return { lookups: lookups - before, refused: statuses.filter((status) => status === 429).length }
  }
  // At once, and again once the address is known: 60 look-ups, and now and then one for all ids.
  const first = await flood(200)
  expect(first.refused).toBe(140)
  expect(first.lookups).toBeLessThanOrEqual(61)
  expect((await flood(100)).lookups).toBeLessThanOrEqual(1)
  // Keys that nobody has used yet are found nevertheless.
  const fresh = await issueKey(test.gateway, { name: 'fresh' })
  const response = await test.send('/v1/models', { headers: { authorization: `Bearer ${fresh.key}` } })
  expect(response.status).toBe(200)
})

/** Sends the beginning of a request, whose body never arrives. */
function begin({ gateway, key }: TestGateway): Disposable {
  const socket = connect(gateway.port, '127.0.0.1')
  socket.on('error', () => {})
  const headers = ['host: x', `authorization: Bearer ${key}`, 'content-length: 1000']
  socket.write(`POST /v1/chat/completions HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n{`)
  return { [Symbol.dispose]: () => void socket.destroy() }
}

it('defect: requests whose bodies had not arrived were none of those in flight of their key', async () => {
  await using test = await startTestGateway({ models: [fakeModel([() => ok('yes')])] }, { inFlight: 1 })
  {
    using _slow = begin(test)
    await expect.poll(async () => (await test.post(ask)).status).toBe(429)
    const other = await issueKey(test.gateway, { name: 'other' })
    const response = await test.post(ask, { headers: { authorization: `Bearer ${other.key}` } })
    expect(response.status).toBe(200)
  }
  await expect.poll(async () => (await test.post(ask)).status).toBe(200)
})

it('defect: a key without a limit of its own could take the place of all requests', async () => {
  await using test = await startTestGateway({ models: [fakeModel([() => ok('yes')])], maxInFlight: 8 })
  using _first = begin(test)
  using _second = begin(test)
  await expect.poll(async () => (await test.post(ask)).status).toBe(429)
  const other = await issueKey(test.gateway, { name: 'other', inFlight: 6 })
  const held = Array.from({ length: 5 }, () => begin({ ...test, key: other.key }))
  const response = await test.post(ask, { headers: { authorization: `Bearer ${other.key}` } })
  expect(response.status).toBe(200)
  for (const one of held) one[Symbol.dispose]()
})

it('counts a refused request as no more than one in flight', async () => {
  await using test = await startTestGateway(
    { models: [fakeModel([() => ok('yes')])] },
    { inFlight: 1, requestsPerMinute: 9 },
  )
  const bodies = ['{', { ...ask, model: 'none' }, ask, ask]
  const statuses = []
  for (const body of bodies) statuses.push((await test.post(body)).status)
  expect(statuses).toEqual([400, 404, 200, 200])
})

it('defect: a gateway that is busy refused callers of a synapse and web pages in a form that they cannot read', async () => {
  const origin = 'https://a.example'
  await using test = await startTestGateway({
    ...{ models: [fakeModel([() => ok('yes')])], maxInFlight: 1, origins: [origin] },
  })
  using _slow = begin(test)
  await expect.poll(async () => (await test.post(ask)).status).toBe(503)
  const response = await fetch(`${test.gateway.url}/subnets/text/complete`, {
    ...{ method: 'POST', body: '{}', headers: { origin } },
  })
  expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  expect(await response.json()).toMatchObject({
    error: { data: { httpStatus: 503, subnetkit: { code: 'gateway_busy' } } },
  })
  const preflight = await fetch(`${test.gateway.url}/v1/chat/completions`, {
    ...{ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } },
  })
  expect(preflight.ok).toBe(true)
})
