import { type ChainClient, watchMetagraph } from '@subnetkit/chain'
import type { Context } from '../../context/context.js'
import { toFailure } from '../../output/failure.js'
import { createPresenter } from './presenter.js'
import type { View } from './view.js'

/** What is watched, and how it is shown. */
export interface Watching extends View {
  readonly netuid: number
  readonly mechanism: number
}

/** How often it is looked whether blocks have stopped, in ms. */
const tickMs = 1_000
/** Age from which what is shown counts as stale: five blocks, and never less than this, in ms. */
const leastStaleMs = 5_000

/**
 * Follows a metagraph until the command is interrupted: on a terminal the table is painted anew with the latest changes
 * below it; anywhere else it is printed once and then each change as a line, with `--json` as a document. While the
 * chain is away the last one stays, marked stale with its age.
 */
export function watch(
  context: Context,
  client: ChainClient,
  watching: Watching,
  blockMs: number,
): Promise<null> {
  const presenter = createPresenter(context, watching, blockMs)
  return new Promise((resolve) => {
    const watched = watchMetagraph(client, watching.netuid, {
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
