import { expect, test } from 'vitest'
import { openHandles } from '../testing/open-handles.js'
import { createProxiedChain } from '../testing/proxied-chain.js'
import { until } from '../testing/until.js'
import { type ChainClient, readHead } from './connect-chain.js'

const tables = (client: ChainClient) => {
  const { requests, subscriptions } = client.status()
  return { requests, subscriptions }
}

test('a thousand lost sockets leave nothing behind', async () => {
  await using chain = await createProxiedChain({ reconnect: { firstMs: 1, longestMs: 1 } })
  const { client, devnet, proxy } = chain
  const heads: number[] = []
  client.onHead(({ number }) => heads.push(number))
  await client.api.rpc.chain.subscribeFinalizedHeads(() => undefined)
  await readHead(client)
  const before = {
    sockets: openHandles().TCPSocketWrap,
    timers: openHandles().Timeout ?? 0,
    tables: tables(client),
    warnings: [] as string[],
  }
  const warn = (warning: Error) => before.warnings.push(warning.message)
  process.on('warning', warn)
  for (let count = 1; count <= 1_000; count += 1) {
    proxy.drop()
    // Both those that wait for the next socket and those that are not awaited.
    const head = readHead(client)
    if (count % 100 === 0) devnet.mine()
    await head
  }
  expect(client.status().reconnects).toBe(1_000)
  await until(() => heads.at(-1) === 10)
  expect(heads).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(tables(client)).toEqual(before.tables)
  expect(proxy.open).toBe(1)
  await until(() => openHandles().TCPSocketWrap === before.sockets)
  expect(openHandles().Timeout ?? 0).toBeLessThanOrEqual(before.timers + 2)
  // No listener was added a thousand times.
  expect(before.warnings).toEqual([])
  process.off('warning', warn)
})
