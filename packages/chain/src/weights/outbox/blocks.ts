import type { WeightsChain } from './port.js'

/** A lost subscription must not keep an entry from moving on, in ms. */
const patienceMs = 15_000

/** Yields at once, then after every new block, or after a while without one. */
export async function* blocks(chain: WeightsChain, signal: AbortSignal | undefined): AsyncGenerator<void> {
  let wake = () => {}
  let fresh = true
  const stop = chain.onHead(() => {
    fresh = true
    wake()
  })
  const abort = () => wake()
  signal?.addEventListener('abort', abort)
  try {
    while (!signal?.aborted) {
      if (fresh) {
        fresh = false
        yield
        continue
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      fresh = true
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    stop()
  }
}
