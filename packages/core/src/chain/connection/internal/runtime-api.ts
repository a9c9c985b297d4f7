import { ApiPromise } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { rpcDefinitions } from '@polkadot/types'
import type { DefinitionRpc, DefinitionRpcSub } from '@polkadot/types/types'
import type { Line } from './line.js'

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

/** polkadot.js over our line, with the metadata of the chain's runtime of this moment. Reads it with early calls. */
export async function loadRuntimeApi(line: Line): Promise<ApiPromise> {
  const loading = { early: true }
  const api = new ApiPromise({ provider: providerOver(line, loading), noInitWarn: true, rpc: quietRpc })
  // Its own subscription to versions, which would load older metadata in place, and its own ping: both are the
  // connection's business, and both keep timers after the end.
  Object.assign(api, { _subscribeUpdates: () => undefined, _subscribeHealth: () => undefined })
  await api.isReadyOrError
  loading.early = false
  return api
}

/** Seen from polkadot.js the connection never breaks: the line renews what it carries. */
function providerOver(line: Line, loading: { readonly early: boolean }): ProviderInterface {
  const provider: ProviderInterface = {
    hasSubscriptions: true,
    isClonable: false,
    isConnected: true,
    clone: () => provider,
    connect: async () => undefined,
    disconnect: async () => undefined,
    on: () => () => undefined,
    send: <T>(method: string, params: unknown[]) =>
      line.call(method, params, { early: loading.early }) as Promise<T>,
    subscribe: (type, method, params, callback) => line.subscribe(type, method, params, callback),
    unsubscribe: (_type, _method, id) => line.unsubscribe(Number(id)),
  }
  return provider
}
