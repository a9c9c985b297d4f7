import { ApiPromise } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { rpcDefinitions } from '@polkadot/types'
import type { DefinitionRpc, DefinitionRpcSub } from '@polkadot/types/types'
import { type Clock, withDeadline } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import { restoreImplicit } from '../extrinsic/restore-implicit.js'
import type { Line } from './line.js'
import { shareMetadata } from './shared-metadata.js'

type RpcDefinitions = Record<string, Record<string, DefinitionRpc | DefinitionRpcSub>>

/** polkadot.js prints every error that it also throws; people should get it once. */
const quietRpc: RpcDefinitions = Object.fromEntries(
  Object.entries(rpcDefinitions as RpcDefinitions).map(([section, methods]) => [
    section,
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, { ...method, noErrorLog: true }]),
    ),
  ]),
)

/** Blocks whose metadata polkadot.js may remember at a time. */
const mostBlocks = 256

/** polkadot.js over our line, with the metadata of the chain's runtime of this moment. Reads it with early calls. */
export async function loadRuntimeApi(
  line: Line,
  { clock, deadlineMs }: { readonly clock: Clock; readonly deadlineMs: number },
): Promise<ApiPromise> {
  let loading = true
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  const send = async (method: string, params: unknown[]) => {
    if (!loading) return known(method, params, await line.call(method, params))
    try {
      return await line.call(method, params, { early: true })
    } catch (error) {
      // Hidden from polkadot.js, which would print the error, or make do with metadata of an older form, which
      // has no runtime APIs. Runtimes that give no newer one are asked for none: it looks at their version first.
      fail(error)
      return new Promise<never>(() => undefined)
    }
  }
  const api = new ApiPromise({ provider: providerOver(line, send), noInitWarn: true, rpc: quietRpc })
  // Its own subscription to versions, which would load older metadata in place, and its own ping: both are the
  // connection's business, and both keep timers after the end.
  forgetBlocks(api)
  shareMetadata(api, send)
  Object.assign(api, { _subscribeUpdates: () => undefined, _subscribeHealth: () => undefined })
  const late = () => chainError('CHAIN_TIMEOUT', { operation: 'reading the metadata', deadlineMs })
  await withDeadline(Promise.race([api.isReadyOrError, failed]), deadlineMs, late, { clock })
  loading = false
  restoreImplicit(api.registry, api.runtimeMetadata)
  return api
}

/** Of a block that the node does not have, polkadot.js prints a line at each question; an error is for the caller alone. */
function known(method: string, [hash]: readonly unknown[], answer: unknown): unknown {
  if (method !== 'chain_getHeader' || typeof hash !== 'string' || answer !== null) return answer
  const words = `UnknownBlock: header of ${hash} was not found`
  throw chainError('CHAIN_CALL_REFUSED', { rpcCode: -32_603, words, operation: method })
}

/**
 * polkadot.js remembers for ever which metadata belongs to which block that was asked about, failures included: about
 * a kilobyte a block, and a block whose metadata was once out of reach could never be read. Its memory is emptied.
 */
function forgetBlocks(api: ApiPromise): void {
  type Swap = (block: Uint8Array) => ReturnType<ApiPromise['getBlockRegistry']>
  const core = (api as unknown as { readonly _rpcCore: { setRegistrySwap(swap: Swap): void } })._rpcCore
  const forget = () => {
    let remembered = 0
    core.setRegistrySwap(async (block) => {
      if (++remembered > mostBlocks) forget()
      try {
        return await api.getBlockRegistry(block)
      } catch (error) {
        forget()
        throw error
      }
    })
  }
  forget()
}

/** Seen from polkadot.js the connection never breaks: the line renews what it carries. */
function providerOver(
  line: Line,
  send: (method: string, params: unknown[]) => Promise<unknown>,
): ProviderInterface {
  const provider: ProviderInterface = {
    hasSubscriptions: true,
    isClonable: false,
    isConnected: true,
    clone: () => provider,
    connect: async () => undefined,
    disconnect: async () => undefined,
    on: () => () => undefined,
    send: <T>(method: string, params: unknown[]) => send(method, params) as Promise<T>,
    subscribe: (type, method, params, callback) => line.subscribe(type, method, params, callback),
    unsubscribe: (_type, _method, id) => line.unsubscribe(Number(id)),
  }
  return provider
}
