import { createWakeup } from '@subnetkit/base'
import type { WeightsChain } from './port.js'

/** A lost subscription must not keep an entry from moving on, in ms. */
const patienceMs = 15_000

/** Yields at once, then after every new block, or after a while without one, until the signal aborts. */
export async function* blocks(chain: WeightsChain, signal: AbortSignal | undefined): AsyncGenerator<void> {
  const news = createWakeup(patienceMs)
  const stop = chain.onHead(news.wake)
  news.wake()
  try {
    for (;;) {
      await news.wait(signal)
      if (signal?.aborted) return
      yield
    }
  } finally {
    stop()
  }
}
