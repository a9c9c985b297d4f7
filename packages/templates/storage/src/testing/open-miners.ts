import { join } from 'node:path'
import type { Bytes } from 'subnetkit'
import { openCatalogue } from '../catalogue.js'
import { elementAt } from '../element.js'
import { createNetwork, type StorageClient } from '../files/network.js'
import { asReceived, bytesOf } from '../lab/received.js'
import { createStorageMiner } from '../miner.js'
import { openShelf } from '../shelf.js'

/** Options of {@link openMiners}. */
export interface OpenMinersOptions {
  readonly directory: string
  readonly count: number
  /** Room of each miner, in bytes. @default that of a shelf */
  readonly quotaBytes?: number
  readonly signal?: AbortSignal
  /** Called before a miner is asked. */
  readonly onAsk?: (hotkey: string, synapse: string) => void
}

/** Miners in this process, of which some may be away, or change what they return. */
export function openMiners({ directory, count, quotaBytes, signal, onAsk }: OpenMinersOptions) {
  const away = new Set<string>()
  const spoilt = new Set<string>()
  const hosts = Array.from({ length: count }, (_, port) => ({
    hotkey: `miner-${port}`,
    host: '127.0.0.1',
    port,
  }))
  const shelves = new Map(
    hosts.map(({ hotkey }) => [
      hotkey,
      openShelf({ directory: join(directory, hotkey), ...(quotaBytes && { quotaBytes }) }),
    ]),
  )
  const client: StorageClient = {
    async query({ hotkey }, synapse, input) {
      onAsk?.(hotkey, synapse)
      if (away.has(hotkey)) return { kind: 'absent', reason: 'it is away' }
      const handlers = createStorageMiner(elementAt([shelves.get(hotkey)], 0))
      const handler = handlers[synapse] as unknown as (call: unknown) => Promise<object>
      const call = { input: asReceived(input), caller: { hotkey: 'validator' } }
      const output = asReceived(await handler(call)) as Record<string, unknown>
      if (spoilt.has(hotkey) && synapse === 'retrieve')
        output.bytes = bytesOf(new Uint8Array((output.bytes as Bytes).size))
      return { kind: 'ok', output }
    },
  }
  const network = createNetwork(hosts, client, signal)
  const place = { network, catalogue: openCatalogue(join(directory, 'catalogue')) }
  return { away, spoilt, shelves, network, place }
}
