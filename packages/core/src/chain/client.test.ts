import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { type ChainClient, connectChain, watchHeads } from './client.js'
import type { BlockRef } from './port.js'

test('a chain that is not there is named with the reason of the socket', async () => {
  // polkadot.js says it on the console as well.
  const spoken = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')

  const failed = connectChain({ endpoint: `ws://127.0.0.1:${port}` })
  await expect(failed).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  await expect(failed).rejects.toThrow('ECONNREFUSED')
  spoken.mockRestore()
})

test.each([
  [{}, 'chain endpoint: name one, or pass a provider'],
  [{ endpoint: 'http://127.0.0.1:9944' }, 'chain endpoint http://127.0.0.1:9944: it must begin with ws://'],
])('an endpoint that cannot be one is refused: %j', async (options, text) => {
  const failed = connectChain(options)
  await expect(failed).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  await expect(failed).rejects.toThrow(text)
})

/** A client whose subscriptions fail as often as told, then give block 7 once. */
function failingClient(failures: number) {
  const calls = { subscribed: 0, unsubscribed: 0 }
  const subscribeNewHeads = async (listener: (header: unknown) => void) => {
    calls.subscribed += 1
    if (calls.subscribed <= failures) throw new Error('disconnected')
    listener({ number: { toNumber: () => 7 }, hash: { toHex: () => '0x07' } })
    return () => {
      calls.unsubscribed += 1
    }
  }
  const client = { api: { rpc: { chain: { subscribeNewHeads } } } } as unknown as ChainClient
  return { client, calls }
}

test('a subscription that fails is tried again and does not end the process', async () => {
  const { client, calls } = failingClient(2)
  const heads: BlockRef[] = []
  const stop = watchHeads(client, (head) => heads.push(head), 1)
  await vi.waitUntil(() => heads.length === 1)
  expect(heads).toEqual([{ number: 7, hash: '0x07' }])
  stop()
  await vi.waitUntil(() => calls.unsubscribed === 1)
  expect(calls.subscribed).toBe(3)
})

test('a watch that is stopped tries no more', async () => {
  const { client, calls } = failingClient(Number.POSITIVE_INFINITY)
  watchHeads(client, () => undefined, 60_000)()
  await new Promise(setImmediate)
  expect(calls.subscribed).toBe(1)
})
