import type { ChainClient } from '../client.js'
import { checkRuntime, type RuntimeReport } from './check-runtime.js'

/**
 * Calls back after every change of the runtime, with what it can do and what is different, until the returned
 * function is called. The connection lets nobody encode anything before: what has changed is told before anything is
 * sent. That a changed call is sent is refused in any case (CALL_CHANGED).
 */
export function watchRuntime(client: ChainClient, listener: (report: RuntimeReport) => void): () => void {
  return client.onRuntimeChange(({ before, after }) => listener(checkRuntime(after, before)))
}
