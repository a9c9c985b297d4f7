import type { Codec } from '@polkadot/types/types'
import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { createDrivenClock, passTime } from '../testing/driven-clock.js'
import type { Fault } from '../testing/fault-proxy/faults.js'
import { createFaultProxy, type FaultProxy } from '../testing/fault-proxy/proxy.js'
import { createProxiedChain, createTimedChain } from '../testing/proxied-chain.js'
import { until } from '../testing/until.js'
import { connectChain, readHead } from './connect-chain.js'

const lostCall = { code: 'CHAIN_CONNECTION_LOST' }

test('a read whose socket is torn is asked again on the next one', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy, devnet } = chain
  proxy.inject({ kind: 'answer', method: 'chain_getHeader', times: 3, fault: { kind: 'drop' } })
  expect(await readHead(client)).toEqual({ number: 0, hash: devnet.head.hash })
  expect(client.status().reconnects).toBe(3)
})

test('what may have been done is not sent twice', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy } = chain
  const submit = () => client.api.rpc('author_submitExtrinsic', '0x00') as Promise<unknown>
  proxy.inject({ kind: 'request', method: 'author_submitExtrinsic', fault: { kind: 'drop' } })
  await expect(submit()).rejects.toMatchObject(lostCall)
  await client.ready()
  expect(proxy.seen.get('author_submitExtrinsic')).toBe(1)
  // The node's own refusals keep its code and its words.
  await expect(submit()).rejects.toMatchObject({ code: 'CHAIN_CALL_REFUSED', message: /^1010: / })
})

test.each<Fault>([
  { kind: 'garbage' },
  { kind: 'nonsense' },
  { kind: 'binary' },
  { kind: 'oversized', bytes: 3_000_000 },
  { kind: 'dropAfter' },
])('a node that sends $kind is left and connected to again', async (fault) => {
  await using chain = await createProxiedChain({ maxMessageBytes: 2_000_000 })
  const { client, proxy } = chain
  proxy.inject({ kind: 'answer', method: 'chain_getHeader', fault })
  expect((await readHead(client)).number).toBe(0)
  expect((await chain.event('lost')).endpoint).toBe(proxy.url)
})

test('a socket that stays open and says nothing: calls end, and it is left', async () => {
  await using chain = await createTimedChain({ deadlineMs: 300 })
  const { client, proxy, clock } = chain
  proxy.silence()
  const late = expect(readHead(client)).rejects.toMatchObject({ code: 'CHAIN_TIMEOUT' })
  await clock.advance(client.deadlineMs)
  await late
  await clock.advance(500)
  expect((await chain.event('lost')).reason).toContain('silent')
  expect((await client.ready()).isConnected).toBe(true)
  expect((await readHead(client)).number).toBe(0)
})

test('without any call of ours, a silent socket is noticed because blocks stop arriving', async () => {
  await using chain = await createTimedChain()
  chain.proxy.silence()
  await chain.clock.advance(60_000 + chain.client.deadlineMs)
  await chain.event('lost')
  const heads: number[] = []
  chain.client.onHead(({ number }) => heads.push(number))
  await chain.client.ready()
  chain.devnet.mine(2)
  await until(() => heads.includes(2))
})

test('a node that answers and has no new block is reported, and not left when it is the only one', async () => {
  await using chain = await createTimedChain()
  const { client, devnet, proxy } = chain
  await passTime(client, chain.clock, 60_000)
  expect(await chain.event('stalled')).toMatchObject({ block: { number: 0 }, endpoint: proxy.url })
  expect(client.status()).toMatchObject({ stalled: true, connected: true, reconnects: 0 })
  devnet.mine()
  await chain.event('resumed')
  expect(client.status().reconnects).toBe(0)
})

test('a node whose new blocks are not announced is left for a new subscription', async () => {
  await using chain = await createTimedChain()
  const { client, devnet, proxy, clock } = chain
  const heads: number[] = []
  client.onHead(({ number }) => heads.push(number))
  proxy.inject({ kind: 'notification', method: 'chain_newHead', fault: { kind: 'swallow' } })
  devnet.mine()
  await passTime(client, clock, 60_000)
  await until(() => heads.includes(1))
  await passTime(client, clock, client.deadlineMs)
  expect((await chain.event('lost')).reason).toContain('announce')
  expect(heads).toContain(1)
})

test('a stalled endpoint is left once for each other one', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using stuck = await createFaultProxy({ upstream: devnet.url as string })
  await using other = await createFaultProxy({ upstream: devnet.url as string })
  using clock = createDrivenClock()
  await using client = await connectChain({
    network: [stuck.url, other.url],
    reconnect: { firstMs: 1, longestMs: 1 },
    clock,
  })
  await passTime(client, clock, 60_000)
  await until(() => client.endpoint === other.url && client.status().connected)
  for (const probes of [1, 2, 3]) {
    await passTime(client, clock, 60_000)
    await until(() => (other.seen.get('chain_getHeader') ?? 0) >= probes)
  }
  expect(stuck.tried + other.tried).toBe(2)
  expect(client.status().stalled).toBe(true)
})

test('429 at the handshake, a handshake that never comes, refused connections: the next endpoint is used', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  const proxies = await Promise.all(
    [0, 1, 2, 3].map(() => createFaultProxy({ upstream: devnet.url as string })),
  )
  const [limited, hanging, down, well] = proxies as [FaultProxy, FaultProxy, FaultProxy, FaultProxy]
  limited.welcome = 'tooMany'
  hanging.welcome = 'hang'
  await down.down()
  using clock = createDrivenClock()
  const urls = proxies.map(({ url }) => url)
  {
    const connecting = connectChain({ network: urls, clock })
    await until(() => hanging.tried === 1)
    await clock.advance(10_000)
    await using client = await connecting
    expect(client.endpoint).toBe(well.url)
    expect(client.status().endpoints).toEqual(urls)
  }
  const none = expect(connectChain({ network: urls.slice(0, 3), clock })).rejects.toMatchObject({
    code: 'CHAIN_UNREACHABLE',
    message: /HTTP 429 Too Many Requests.*no handshake within 10000 ms.*ECONNREFUSED/,
  })
  await until(() => hanging.tried === 2)
  await clock.advance(10_000)
  await none
  for (const proxy of proxies) await proxy.close()
})

test('one that opens its door and then says nothing does not hold up connecting', async () => {
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  await using proxy = await createFaultProxy({ upstream: devnet.url as string })
  proxy.follow({ faultFor: () => ({ kind: 'silence' }) })
  using clock = createDrivenClock()
  const silent = expect(connectChain({ endpoint: proxy.url, clock })).rejects.toMatchObject({
    code: 'CHAIN_UNREACHABLE',
  })
  await until(() => proxy.open === 1)
  await clock.advance(30_000)
  await silent
  await until(() => proxy.open === 0)
})

test('a subscription whose renewal is never answered does not count as renewed', async () => {
  await using chain = await createTimedChain()
  const { client, proxy, devnet, clock } = chain
  const heads: number[] = []
  client.onHead(({ number }) => heads.push(number))
  proxy.inject({ kind: 'answer', method: 'chain_subscribeNewHeads', fault: { kind: 'swallow' } })
  proxy.drop()
  await until(() => proxy.seen.get('chain_subscribeNewHeads') === 2)
  await passTime(client, clock, client.deadlineMs, 1)
  expect((await chain.event('refused')).reason).toContain('chain_subscribeNewHeads')
  await client.ready()
  devnet.mine()
  await until(() => heads.includes(1))
})

test('a notification that comes before the answer that names its subscription is not lost', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy } = chain
  const heads: number[] = []
  proxy.inject({ kind: 'answer', method: 'chain_subscribeFinalizedHeads', fault: { kind: 'reorder' } })
  await client.api.rpc.chain.subscribeFinalizedHeads(({ number }) => {
    heads.push(number.toNumber())
  })
  await until(() => heads.length === 1)
})

test('subscriptions of polkadot.js go on after the socket is lost', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy, devnet } = chain
  const heads: number[] = []
  const stop = await client.api.rpc.chain.subscribeFinalizedHeads(({ number }) => {
    heads.push(number.toNumber())
  })
  const numbers: string[] = []
  await client.api.query.system?.number?.((number: Codec) => numbers.push(number.toString()))
  proxy.drop()
  await chain.event('connected')
  devnet.mine()
  await until(() => heads.includes(1) && numbers.includes('1'))
  stop()
})

test('what the node never said harms nobody', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy } = chain
  proxy.say('{"jsonrpc":"2.0","id":4000,"result":true}')
  proxy.say('{"jsonrpc":"2.0","method":"chain_newHead","params":{"subscription":"nobody","result":{}}}')
  proxy.say('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}')
  expect((await readHead(client)).number).toBe(0)
  expect(client.status().reconnects).toBe(0)
})

test('an error of JSON-RPC reaches its caller as one of the catalogue', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy } = chain
  proxy.inject({ method: 'chain_getHeader', fault: { kind: 'error', code: -32_000, message: 'no' } })
  await expect(readHead(client)).rejects.toMatchObject({ code: 'CHAIN_CALL_REFUSED', message: '-32000: no' })
})

test('a node that is busy is asked again until the deadline, and then quoted', async () => {
  await using chain = await createTimedChain()
  const { client, proxy, clock } = chain
  const busy: Fault = { kind: 'error', code: 429, message: 'Too Many Requests' }
  proxy.inject({ method: 'chain_getBlockHash', times: 2, fault: busy })
  const hash = () => client.api.rpc('chain_getBlockHash', 0)
  expect(await hash()).toBe(client.status().genesisHash)
  proxy.inject({ method: 'chain_getBlockHash', times: 1_000, fault: busy })
  const asked = proxy.seen.get('chain_getBlockHash') ?? 0
  const refused = expect(hash()).rejects.toMatchObject({
    code: 'CHAIN_CALL_REFUSED',
    details: { rpcCode: 429 },
  })
  await until(() => (proxy.seen.get('chain_getBlockHash') ?? 0) > asked + 1)
  await clock.advance(client.deadlineMs)
  await refused
  expect(client.status().requests).toBe(0)
})

test('a block that could not be read once can be read later', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy, devnet } = chain
  devnet.mine(2)
  const { hash } = devnet.head
  const read = () => client.api.rpc.state.getStorage(client.api.query.timestamp?.now?.key() ?? '', hash)
  const refused: Fault = { kind: 'error', code: -32_000, message: 'no' }
  proxy.inject({ method: 'chain_getHeader', fault: refused })
  await expect(read()).rejects.toMatchObject({ code: 'CHAIN_CALL_REFUSED' })
  expect(String(await read())).not.toBe('')
})

test('while there is no node, calls wait for one until their deadline', async () => {
  await using chain = await createTimedChain()
  const { client, proxy, clock } = chain
  await proxy.down()
  await chain.event('refused')
  const late = expect(readHead(client)).rejects.toMatchObject({
    code: 'CHAIN_UNREACHABLE',
    message: expect.stringContaining('ECONNREFUSED'),
  })
  await clock.advance(client.deadlineMs)
  await late
  const head = readHead(client)
  await proxy.up()
  expect((await head).number).toBe(0)
})
