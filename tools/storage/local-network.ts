import { join } from 'node:path'
import { Bytes } from '@subnetkit/core'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { openShelf } from '@subnetkit/subnet-storage/shelf'
import { createNetwork, type Network } from '../../packages/subnet-storage/src/files/network.js'

const asBytes = (value: unknown) =>
  value instanceof Uint8Array ? new Bytes({ size: value.length, chunks: () => [value] }) : value
const received = (value: object) =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, Array.isArray(one) ? one.map(asBytes) : asBytes(one)]),
  )

/** Miners in this process, each with a shelf in a folder of its own. */
export function createLocalNetwork(directory: string, count: number): Network {
  const hosts = Array.from({ length: count }, (_, port) => ({
    hotkey: `miner-${port}`,
    host: '127.0.0.1',
    port,
  }))
  const miners = new Map(
    hosts.map(({ hotkey }) => [
      hotkey,
      createStorageMiner(openShelf({ directory: join(directory, hotkey) })),
    ]),
  )
  return createNetwork(hosts, {
    async query({ hotkey }, synapse, input) {
      const handler = miners.get(hotkey)![synapse] as unknown as (call: unknown) => Promise<object>
      const signal = new AbortController().signal
      const output = await handler({ input: received(input), caller: { hotkey: 'validator' }, signal })
      return { kind: 'ok', output: received(output) }
    },
  })
}
