import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { expect, test, vi } from 'vitest'
import { submit } from '../extrinsic/submit.js'
import { createFaultProxy } from '../testing/fault-proxy/proxy.js'
import { createProxiedChain } from '../testing/proxied-chain.js'
import { until } from '../testing/until.js'
import { connectChain, readHead } from './connect-chain.js'
import type { ConnectionEvent, RuntimeChange } from './events.js'

const specOf = ({ runtimeVersion }: { runtimeVersion: { specVersion: { toNumber(): number } } }) =>
  runtimeVersion.specVersion.toNumber()

test('an upgrade while we look on: metadata first, then whoever wants to look, then everybody', async () => {
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 } })
  const { client, devnet } = chain
  const before = client.api
  const changes: RuntimeChange[] = []
  let readyDuringHook: boolean | undefined
  client.onRuntimeChange(async (change) => {
    changes.push(change)
    let ready = false
    client.ready().then(() => {
      ready = true
    })
    await readHead(client)
    readyDuringHook = ready
  })
  devnet.upgradeRuntime(425)
  await chain.event('runtimeChanged')
  const api = await client.ready()
  expect(specOf(api)).toBe(425)
  expect(changes).toEqual([{ from: 420, to: 425, before, after: api }])
  expect(readyDuringHook).toBe(false)
  expect(client.status()).toMatchObject({ specVersion: 425, reconnects: 0 })
  // Runtime APIs are only in the newer forms of metadata, which polkadot.js itself would not read again.
  expect(api.call.subnetInfoRuntimeApi).toBeDefined()
})

test('the node comes back with another runtime: nothing is encoded for the one before', async () => {
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 } })
  const { client, proxy, devnet } = chain
  await proxy.down()
  const bound = client.api.query.system?.number?.() as Promise<unknown>
  const free = readHead(client)
  devnet.upgradeRuntime(425)
  await proxy.up()
  await expect(bound).rejects.toMatchObject({
    code: 'CHAIN_RUNTIME_CHANGED',
    details: { operation: 'state_queryStorageAt', from: 420, to: 425 },
  })
  expect((await free).number).toBe(0)
  expect(specOf(await client.ready())).toBe(425)
  expect(chain.events.map(({ type }) => type).slice(-3)).toEqual([
    'runtimeChanged',
    'connected',
    'runtimeChecked',
  ])
})

test('metadata that does not come after an upgrade: the connection is made anew', async () => {
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 } })
  const { client, proxy, devnet } = chain
  proxy.inject({ kind: 'request', method: 'state_call', fault: { kind: 'drop' } })
  devnet.upgradeRuntime(425)
  await chain.event('runtimeChanged')
  expect(specOf(await client.ready())).toBe(425)
})

test('metadata that is refused once is asked for again, not replaced by an older form of it', async () => {
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 } })
  const { client, proxy, devnet } = chain
  const refused = { kind: 'error', code: -32_603, message: 'Internal error' } as const
  proxy.inject({ kind: 'request', method: 'state_call', fault: refused })
  devnet.upgradeRuntime(425)
  await chain.event('runtimeChanged')
  const { runtimeMetadata } = await client.ready()
  expect(runtimeMetadata.version).toBe(16)
})

test.each([14, 15])('a node that gives metadata of version %d at most is signed for', async (version) => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'instant' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  // What it answers when it is asked for the versions that it can give.
  const rewrite = (text: string) =>
    JSON.stringify({ ...JSON.parse(text), result: `0x04${version.toString(16).padStart(2, '0')}000000` })
  proxy.inject({ kind: 'answer', method: 'state_call', fault: { kind: 'rewrite', rewrite } })
  await using client = await connectChain({ endpoint: proxy.url })
  expect(client.api.runtimeMetadata.version).toBe(version)
  const call = { pallet: 'System', call: 'remark', args: ['0x00'] }
  const { events } = await submit(client, createKeypair('//Alice'), call)
  expect(events.map(({ name }) => name)).toContain('ExtrinsicSuccess')
})

test('an upgrade whose announcement is lost is noticed all the same', async () => {
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 }, stallMs: 200 })
  const { client, proxy, devnet } = chain
  proxy.inject({ kind: 'notification', method: 'state_runtimeVersion', fault: { kind: 'swallow' } })
  devnet.upgradeRuntime(425)
  await until(() => {
    devnet.mine()
    return client.status().specVersion === 425
  })
  expect(specOf(await client.ready())).toBe(425)
})

test('an announcement that comes late does not bring the old runtime back', async () => {
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 } })
  const { client, proxy, devnet } = chain
  let old = ''
  const keep = (text: string) => {
    old = text
    return text
  }
  proxy.inject({
    kind: 'notification',
    method: 'state_runtimeVersion',
    fault: { kind: 'rewrite', rewrite: keep },
  })
  proxy.drop()
  await until(() => old !== '')
  devnet.upgradeRuntime(425)
  await chain.event('runtimeChanged')
  proxy.say(old)
  await readHead(client)
  expect(specOf(await client.ready())).toBe(425)
  expect(client.status().specVersion).toBe(425)
  expect(chain.events.filter(({ type }) => type === 'runtimeChanged')).toHaveLength(1)
})

test('a hook that fails or hangs holds nothing up', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  await using chain = await createProxiedChain({ devnet: { specVersion: 420 } })
  const { client, devnet } = chain
  client.onRuntimeChange(() => {
    throw new Error('no good')
  })
  devnet.upgradeRuntime(425)
  await chain.event('runtimeChanged')
  await client.ready()
  expect(String(warned.mock.calls[0]?.[0])).toContain('no good')
  warned.mockRestore()
})

test('another chain behind an endpoint is never used, first or later', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual', seed: 'ours' })
  await using stranger = await createDevnet({ port: 0, blockTime: 'manual', seed: 'theirs' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  const genesisHash = devnet.head.hash
  const wrong = connectChain({ endpoint: stranger.url as string, genesisHash })
  await expect(wrong).rejects.toMatchObject({
    code: 'CHAIN_GENESIS_MISMATCH',
    details: { genesis: stranger.head.hash, expected: genesisHash },
  })
  const reconnect = { firstMs: 1, longestMs: 1 }
  const events: ConnectionEvent[] = []
  await using client = await connectChain({
    network: [stranger.url as string, proxy.url],
    genesisHash,
    reconnect,
    onEvent: (event) => events.push(event),
  })
  expect(client.endpoint).toBe(proxy.url)
  expect(events.map(({ type }) => type)).toEqual(['distrusted', 'refused', 'connected'])
  const distrusted = new Promise((resolve) => {
    client.onEvent((event) => event.type === 'distrusted' && resolve(event.endpoint))
  })
  proxy.upstream = stranger.url as string
  proxy.drop()
  expect(await distrusted).toBe(proxy.url)
  expect(client.status()).toMatchObject({ connected: false, genesisHash })
  // Nothing but the question who it is has reached it.
  proxy.upstream = devnet.url as string
  expect((await readHead(client)).hash).toBe(genesisHash)
})

test('finney is known by its genesis before it is asked anything', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  const { networks } = await import('./endpoints.js')
  const mistaken = connectChain({
    endpoint: devnet.url as string,
    genesisHash: networks.finney.genesisHash,
  })
  await expect(mistaken).rejects.toMatchObject({ code: 'CHAIN_GENESIS_MISMATCH' })
})
