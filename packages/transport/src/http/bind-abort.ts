import { setMaxListeners } from 'node:events'

/** Aborts at the deadline or with the caller's signal; the returned function must be called to let go of both. */
export function bindAbort(controller: AbortController, deadlineMs: number, signal?: AbortSignal): () => void {
  const timer = setTimeout(() => controller.abort(new Error('the deadline passed')), deadlineMs)
  const onAbort = () => controller.abort(signal?.reason)
  if (signal?.aborted) onAbort()
  // A round shares one signal among all its queries: more than ten listeners are no leak here, each is removed.
  if (signal) setMaxListeners(0, signal)
  signal?.addEventListener('abort', onAbort, { once: true })
  return () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
