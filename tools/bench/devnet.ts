import { ApiPromise, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { createDevnet } from '@subnetkit/devnet'
import { type BenchRow, timed } from './bench.js'

/** Empty blocks asked for at once. */
const blocks = 2_000
/** Reads over the socket. */
const reads = 2_000

/** The chain's own speed: boot, empty blocks, and a storage read over the socket against one in process. */
export async function devnetBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  const bootMs = await timed(async () => {
    await using devnet = await createDevnet({ port: 0 })
    await devnet.mine(1)
  })
  await using devnet = await createDevnet({ port: 0 })
  const mineMs = await timed(async () => devnet.mine(blocks))
  rows.push({
    name: 'start to first block; an empty block',
    value: `${bootMs.toFixed(0)} ms`,
    reference: `block ${(mineMs / blocks).toFixed(3)} ms`,
    ratio: `${(bootMs / (mineMs / blocks)).toFixed(0)} blocks`,
  })

  const perRead = async (provider: unknown) => {
    // The provider type of polkadot.js predates exact optional properties.
    const api = await ApiPromise.create({ provider: provider as ProviderInterface, noInitWarn: true })
    try {
      const ms = await timed(async () => {
        await Promise.all(Array.from({ length: reads }, () => api.rpc.chain.getBlockHash(1)))
      })
      return ms / reads
    } finally {
      await api.disconnect()
    }
  }
  const socketMs = await perRead(new WsProvider(devnet.url))
  const directMs = await perRead(devnet.provider)
  rows.push({
    name: 'chain_getBlockHash over the socket',
    value: `${(socketMs * 1000).toFixed(0)} µs`,
    reference: `in process ${(directMs * 1000).toFixed(0)} µs`,
    ratio: `${(directMs / socketMs).toFixed(2)}×`,
  })
  return rows
}
