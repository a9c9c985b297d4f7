import { setTimeout } from 'node:timers/promises'
import { isSubnetError } from '@subnetkit/base'

/** What a connection says that is away, or came back while something was asked. */
const passing: ReadonlySet<string> = new Set([
  'CHAIN_BUSY',
  'CHAIN_CONNECTION_LOST',
  'CHAIN_RUNTIME_CHANGED',
  'CHAIN_TIMEOUT',
  'CHAIN_UNREACHABLE',
])
/** JSON-RPC's code for a failure of the node itself. */
const internalError = -32_603
const pauseMs = 100

/** Repeats work that only reads, while nothing but the connection fails it and `until` (Unix ms) is not over. */
export async function persist<T>(work: () => Promise<T>, until: number, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!mayPass(error) || Date.now() + pauseMs >= until) throw error
    }
    await setTimeout(pauseMs)
  }
}

function mayPass(error: unknown): boolean {
  if (isSubnetError(error, 'CHAIN_CALL_REFUSED')) return Number(error.details.rpcCode) === internalError
  return isSubnetError(error) && passing.has(error.code)
}
