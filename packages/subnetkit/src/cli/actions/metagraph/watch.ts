import { type ChainClient, watchMetagraph } from '@subnetkit/chain'
import type { Context } from '../../context/context.js'
import { toFailure } from '../../output/failure.js'
import { createPresenter } from './presenter.js'
import type { View } from './view.js'

/** Subject and presentation of a watch. */
export interface Watching extends View {
  readonly netuid: number
  readonly mechanism: number
}

/** Interval of the check for missing blocks, in ms. */
const tickMs = 1_000
/** Least age that counts as stale, in ms; five blocks where that is longer. */
const leastStaleMs = 5_000

/**
 * Follows a metagraph until the command is interrupted. On a terminal it redraws the table with the latest changes below;
 * elsewhere it prints the table once and then a line per change, with `--json` a document per change. While the chain is
 * unreachable the last state stays, marked as stale with its age.
 */
export function watch(
  context: Context,
  client: ChainClient,
  watching: Watching,
  blockMs: number,
): Promise<null> {
  const presenter = createPresenter(context, watching, blockMs)
  return new Promise((resolve) => {
    const watched = watchMetagraph(client, {
      netuid: watching.netuid,
      mechanism: watching.mechanism,
      staleAfterMs: Math.max(leastStaleMs, 5 * blockMs),
      onUpdate: (update) => presenter.update(update),
      onError: (error) => context.progress(`${toFailure(error).message}; still watching`),
    })
    const ticker = setInterval(() => {
      const state = watched.current()
      if (state?.stale) presenter.stale(state)
    }, tickMs)
    context.signal.addEventListener('abort', () => resolve(null), { once: true })
    context.closeAtEnd(() => {
      clearInterval(ticker)
      watched[Symbol.dispose]()
    })
  })
}
