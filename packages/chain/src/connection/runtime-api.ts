import type { Hash } from '@polkadot/types/interfaces'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { type Clock, withDeadline } from '@subnetkit/base'
import type { ChainApi, Runtime } from '../client/runtime.js'
import { chainError } from '../errors/chain-error.js'
import type { Line } from './line.js'
import { loadRuntime } from './load-runtime.js'

/** Runtimes of earlier blocks that are kept, besides the chain's own. */
const mostRuntimes = 8

/** The chain over our line, with the metadata of its runtime of this moment. Reads it with early calls. */
export async function loadRuntimeApi(
  line: Line,
  { clock, deadlineMs }: { readonly clock: Clock; readonly deadlineMs: number },
): Promise<ChainApi> {
  const early = (method: string, params: readonly unknown[] = []) =>
    line.call(method, params, { early: true })
  const late = () => chainError('CHAIN_TIMEOUT', { operation: 'reading the metadata', deadlineMs })
  return withDeadline(load(), deadlineMs, late, { clock })

  async function load(): Promise<ChainApi> {
    // Before any hash: the wasm of blake2 and xxhash is ten times as fast as its JavaScript fallback.
    await cryptoWaitReady()
    const [genesisHash, version, chain, properties] = await Promise.all([
      early('chain_getBlockHash', [0]),
      early('state_getRuntimeVersion'),
      early('system_chain'),
      early('system_properties'),
    ])
    const runtime = await loadRuntime(early, { version, properties })
    const rpc = (method: string, ...params: readonly unknown[]) => line.call(method, params)
    return {
      ...runtime,
      genesisHash: runtime.registry.createType<Hash>('Hash', genesisHash),
      runtimeChain: String(chain),
      rpc,
      async subscribe(type, method, params, listener) {
        const id = await line.subscribe(type, method, params, (error, result) => {
          if (!error) listener(result)
        })
        return () => line.unsubscribe(id)
      },
      runtimeAt: createRuntimes(rpc, runtime, properties),
    }
  }
}

/** Finds the runtime of a block, and caches the most recently used ones. */
function createRuntimes(rpc: ChainApi['rpc'], own: Runtime, properties: unknown): ChainApi['runtimeAt'] {
  const known = new Map<number, Promise<Runtime>>()
  return async (hash) => {
    const version = await rpc('state_getRuntimeVersion', hash)
    const { specVersion } = Object(version) as { specVersion?: unknown }
    if (typeof specVersion !== 'number') throw new RangeError('the node does not name its runtime version')
    if (own.runtimeVersion.specVersion.eq(specVersion)) return own
    const runtime = known.get(specVersion) ?? load(version, hash)
    known.delete(specVersion)
    known.set(specVersion, runtime)
    for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - mostRuntimes)))
      known.delete(oldest)
    // One that could not be read now may be within reach later.
    runtime.catch(() => known.get(specVersion) === runtime && known.delete(specVersion))
    return runtime
  }

  function load(version: unknown, at: string): Promise<Runtime> {
    return loadRuntime((method, params) => rpc(method, ...params), { version, properties, at })
  }
}
