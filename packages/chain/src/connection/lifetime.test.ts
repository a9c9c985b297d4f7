import { createDevnet } from '@subnetkit/devnet'
import { expect, test } from 'vitest'
import { openHandles } from '../testing/open-handles.js'
import { createProxiedChain, createTimedChain } from '../testing/proxied-chain.js'
import { until } from '../testing/until.js'
import { connectChain, readHead } from './connect-chain.js'

test('closing ends sockets, calls, pauses and waits', async () => {
  const devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  const before = openHandles()
  const client = await connectChain({ endpoint: devnet.url as string })
  const heads: number[] = []
  client.onHead(({ number }) => heads.push(number))
  const call = client.api.rpc.chain.getHeader()
  const closed = { code: 'CHAIN_CLIENT_CLOSED' }
  await Promise.all([expect(call).rejects.toMatchObject(closed), client.close()])
  await expect(readHead(client)).rejects.toMatchObject(closed)
  await until(() => (openHandles().TCPSocketWrap ?? 0) <= (before.TCPSocketWrap ?? 0))
  devnet.mine()
  expect(heads.filter((number) => number > 0)).toEqual([])
  await client.close()

  const lost = await connectChain({ endpoint: devnet.url as string, reconnect: { firstMs: 60_000 } })
  await devnet.close()
  await until(() => !lost.status().connected)
  const [read, ready] = [readHead(lost), lost.ready()]
  await Promise.all([
    expect(read).rejects.toMatchObject(closed),
    expect(ready).rejects.toMatchObject(closed),
    lost.close(),
  ])
  await until(() => (openHandles().Timeout ?? 0) <= (before.Timeout ?? 0))
})

test('a client that never got through leaves nothing either', async () => {
  const before = openHandles()
  for (let count = 0; count < 20; count += 1) {
    await connectChain({ endpoint: 'ws://127.0.0.1:1' }).catch(() => undefined)
  }
  await until(() => (openHandles().TCPSocketWrap ?? 0) <= (before.TCPSocketWrap ?? 0))
  expect(openHandles().Timeout ?? 0).toBeLessThanOrEqual((before.Timeout ?? 0) + 1)
})

test('a subscription that starts after its call was given up is ended at the node', async () => {
  await using chain = await createTimedChain({ deadlineMs: 300 })
  const { client, proxy, clock } = chain
  let held = ''
  const hold = (text: string) => {
    held = text
    return '{"jsonrpc":"2.0","id":4000,"result":null}'
  }
  proxy.inject({
    kind: 'answer',
    method: 'chain_subscribeAllHeads',
    fault: { kind: 'rewrite', rewrite: hold },
  })
  const late = expect(client.api.rpc.chain.subscribeAllHeads(() => undefined)).rejects.toMatchObject({
    code: 'CHAIN_TIMEOUT',
  })
  await until(() => held)
  await clock.advance(client.deadlineMs)
  await late
  proxy.say(held)
  await until(() => proxy.seen.get('chain_unsubscribeAllHeads') === 1)
  expect(client.status().subscriptions).toBe(2)
})

test('more calls than anybody needs are refused, not kept', async () => {
  await using chain = await createProxiedChain()
  const { client, proxy } = chain
  await until(() => client.status().requests === 0)
  await proxy.down()
  const calls = Array.from({ length: 4_200 }, (_, at) => client.api.rpc('chain_getBlockHash', at))
  const outcomes = await Promise.allSettled([...calls, client.close()])
  const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)
  expect(codes.filter((code) => code === 'CHAIN_BUSY')).toHaveLength(104)
})

test('the in-process provider: the same client, and it comes back as well', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const client = await connectChain({ provider: devnet.provider, reconnect: { firstMs: 1 } })
  const heads: number[] = []
  client.onHead(({ number }) => heads.push(number))
  devnet.mine()
  await until(() => heads.includes(1))
  await devnet.provider.disconnect()
  expect((await readHead(client)).number).toBe(1)
  devnet.mine()
  await until(() => heads.includes(2))
  expect(client.status()).toMatchObject({ endpoint: 'in process', reconnects: 1 })
  await client.close()
  expect(devnet.provider.isConnected).toBe(false)
})
