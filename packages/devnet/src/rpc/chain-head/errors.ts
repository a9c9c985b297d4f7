import { RpcError } from '../session/errors.js'

/** Refusals of the `chainHead` methods, with the codes of the JSON-RPC specification. */
export const tooManyFollows = (limit: number) =>
  new RpcError(-32800, `Maximum number of chainHead_v1_follow subscriptions reached: ${limit}`)
export const notPinned = (hash: string) => new RpcError(-32801, `Block is not pinned: ${hash}`)
export const withoutRuntime = () =>
  new RpcError(-32802, 'The subscription was started with withRuntime: false')
export const duplicateHashes = () => new RpcError(-32804, 'The hashes to unpin are not unique')
