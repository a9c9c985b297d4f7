import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type QueryResult, synapse, versions } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createRequestVerifier } from '../btauth/verify-request.js'
import type { Handlers } from '../server/handlers.js'
import { serveProtocol } from '../server/serve-protocol.js'
import { createMinerClient } from './create-miner-client.js'
import { createVersionQueries } from './query-versions.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const say = synapse({ input: z.object({ text: z.string() }), output: z.string() })
const sayMany = synapse({ input: z.array(z.string()), output: z.object({ joined: z.string() }) })
const sayAll = synapse({ input: z.object({ all: z.string() }), output: z.number() })
const protocol = versions('say', { 1: say, 2: sayMany, 4: sayAll })
const inputs = { 1: { text: 'a' }, 2: ['a', 'b'], 4: { all: 'abc' } }

const handlers: Handlers<typeof protocol> = {
  say: ({ input }) => input.text,
  'say.v2': ({ input }) => ({ joined: input.join('') }),
  'say.v4': ({ input }) => input.all.length,
}

async function startMiner(served: readonly (keyof typeof protocol)[]) {
  const pick = <T>(from: T) => Object.fromEntries(served.map((name) => [name, from[name as never]])) as T
  const paths: (string | undefined)[] = []
  const server = await serveProtocol({
    protocol: pick(protocol),
    handlers: pick(handlers),
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
    onError: (error, { synapse }) => paths.push(`${synapse}: ${error.code}`),
  })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  return { endpoint, paths, [Symbol.asyncDispose]: () => server.close() }
}
const createClient = () => createMinerClient({ protocol }, { keypair: alice })

test('the newest common version answers, and is remembered', async () => {
  await using miner = await startMiner(['say', 'say.v2'])
  await using client = createClient()
  const result = await client.queryVersions(miner.endpoint, 'say', inputs)
  expect(result).toMatchObject({ kind: 'ok', version: 2, output: { joined: 'ab' } })
  if (result.kind === 'ok' && result.version === 2)
    expectTypeOf(result.output).toEqualTypeOf<{ joined: string }>()
  if (result.kind === 'ok' && result.version === 4) expectTypeOf(result.output).toEqualTypeOf<number>()
  expect(await client.queryVersions(miner.endpoint, 'say', inputs)).toMatchObject({ kind: 'ok', version: 2 })
  expect(miner.paths).toEqual(['say.v4: SYNAPSE_VERSION_UNKNOWN'])
  expect(await client.query(miner.endpoint, 'say', { text: 'x' })).toMatchObject({ kind: 'ok', output: 'x' })
})

test('an unknown version is refused by name, with those that are served', async () => {
  await using miner = await startMiner(['say.v2', 'say'])
  await using client = createClient()
  const refused = await client.query(miner.endpoint, 'say.v4', { all: 'x' })
  expect(refused).toMatchObject({
    kind: 'refused',
    code: 'SYNAPSE_VERSION_UNKNOWN',
    status: 404,
    versions: [1, 2],
  })
  expect(refused).toHaveProperty('reason', expect.stringContaining('say.v2'))
})

test('with no version in common the result has both lists', async () => {
  await using miner = await startMiner(['say.v2'])
  await using client = createClient()
  const result = await client.queryVersions(miner.endpoint, 'say', { 1: { text: 'a' }, 4: { all: '' } })
  expectTypeOf(result.version).toEqualTypeOf<1 | 4>()
  expect(result).toMatchObject({ kind: 'refused', code: 'NO_COMMON_VERSION', version: 4 })
  expect(result).toHaveProperty('reason', expect.stringMatching(/serves 2, .* offers 1, 4/))
})

test('defect: a common version counts however many the miner lists', async () => {
  const asked: (string | undefined)[] = []
  const listed = [...Array.from({ length: 200 }, (_, at) => 1_000 + at), 1e308, 'x', 2]
  const error = { data: { subnetkit: { code: 'SYNAPSE_VERSION_UNKNOWN', message: 'm', versions: listed } } }
  const server = createServer((request, response) => {
    asked.push(request.url)
    request.resume()
    response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await using client = createClient()
    const { port } = server.address() as AddressInfo
    const endpoint = { hotkey: bob.address, host: '127.0.0.1', port }
    await client.queryVersions(endpoint, 'say', inputs)
    expect(asked).toEqual(['/say.v4', '/say.v2'])
    const none = await client.queryVersions(endpoint, 'say', { 1: { text: 'a' } })
    expect(none).toMatchObject({ kind: 'refused', code: 'NO_COMMON_VERSION' })
    expect(none).toHaveProperty('reason', expect.stringMatching(/ and \d+ more/))
  } finally {
    server.close()
    server.closeAllConnections()
  }
})

test('inputs are checked by their version', async () => {
  await using client = createClient()
  const nowhere = { hotkey: bob.address, host: '127.0.0.1', port: 9 }
  const wrong = [
    // @ts-expect-error the input of another version
    client.queryVersions(nowhere, 'say', { 2: { text: 'a' } }),
    // @ts-expect-error no such version
    client.queryVersions(nowhere, 'say', { 3: { text: 'a' } }),
    // @ts-expect-error no such synapse
    client.queryVersions(nowhere, 'shout', { 1: { text: 'a' } }),
    client.queryVersions(nowhere, 'say', {}),
  ]
  const codes = (await Promise.allSettled(wrong)).map((one) => one.status === 'rejected' && one.reason.code)
  expect(codes).toEqual(['BODY_MALFORMED', 'SYNAPSE_UNKNOWN', 'SYNAPSE_UNKNOWN', 'CONFIG_INVALID'])
})

/** A client over one scripted miner and a clock. */
function scripted(answers: readonly Partial<QueryResult<unknown>>[], maxRemembered = 8) {
  const asked: string[] = []
  const clock = { now: 0 }
  const queryVersions = createVersionQueries({
    protocol,
    async query({ hotkey }, called, _, __, limitMs) {
      asked.push(`${hotkey} ${called} ${limitMs}`)
      clock.now += 5_000
      return { latencyMs: 1, ...answers[asked.length - 1] } as QueryResult<unknown>
    },
    maxRemembered,
    now: () => clock.now,
  })
  return { queryVersions, asked, clock }
}
const ok = { kind: 'ok', output: 1 } as const
const unknown = { kind: 'refused', code: 'SYNAPSE_UNKNOWN', status: 404 } as const
const only = (...listed: number[]) =>
  ({ kind: 'refused', code: 'SYNAPSE_VERSION_UNKNOWN', status: 404, versions: listed }) as const
const endpoint = { hotkey: 'm', host: '127.0.0.1', port: 1 }

test('a miner from before versions gets version 1, within the same deadline', async () => {
  const { queryVersions, asked } = scripted([unknown, ok])
  expect(await queryVersions(endpoint, 'say', inputs)).toMatchObject({ kind: 'ok', version: 1 })
  expect(asked).toEqual(['m say.v4 12000', 'm say 7000'])
})

test('defect: a miner without the synapse was said to serve version 1', async () => {
  const { queryVersions, asked } = scripted([unknown])
  const result = await queryVersions(endpoint, 'say', { 4: { all: 'a' } })
  expect(result).toEqual({ ...unknown, latencyMs: 1, version: 4 })
  expect(asked.length).toBe(1)
})

test('it repeats once only, whatever a miner lists', async () => {
  const { queryVersions, asked } = scripted([only(1, 2, 3), only(1)])
  expect(await queryVersions(endpoint, 'say', inputs)).toMatchObject({ kind: 'refused', version: 2 })
  expect(asked.length).toBe(2)
})

test('an upgraded miner is found after a while, and a downgraded one at once', async () => {
  const { queryVersions, asked, clock } = scripted([only(1, 2), ok, ok, only(1), ok, ok])
  await queryVersions(endpoint, 'say', inputs)
  await queryVersions(endpoint, 'say', inputs)
  expect(await queryVersions(endpoint, 'say', inputs)).toMatchObject({ kind: 'ok', version: 1 })
  clock.now += 600_001
  expect(await queryVersions(endpoint, 'say', inputs)).toMatchObject({ kind: 'ok', version: 4 })
  expect(asked.map((line) => line.split(' ')[1])).toEqual([
    'say.v4',
    'say.v2',
    'say.v2',
    'say.v2',
    'say',
    'say.v4',
  ])
})

test('what is remembered is bounded', async () => {
  const { queryVersions, asked } = scripted([only(1), ok, only(1), ok, only(1), ok], 1)
  for (const hotkey of ['a', 'b', 'a']) await queryVersions({ ...endpoint, hotkey }, 'say', inputs)
  expect(asked.map((line) => line.split(' ')[1])).toEqual(['say.v4', 'say', 'say.v4', 'say', 'say.v4', 'say'])
})
