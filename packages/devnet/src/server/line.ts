import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WebSocket } from 'ws'

/** Messages that may wait; beyond it, no more is read from the client. */
const MOST_WAITING = 64

/** The messages of one client, answered one after the other. */
export interface Line {
  add(text: string): void
  /** Forgets those that wait. */
  end(): void
}

/**
 * Answers the first message at once, and each that comes meanwhile in a turn of the event loop of its own, so that the messages
 * of other clients come in between.
 */
export function createLine(
  socket: Pick<WebSocket, 'pause' | 'resume' | 'terminate'>,
  answer: (text: string) => Promise<void> | undefined,
): Line {
  const waiting: string[] = []
  let isBusy = false

  const work = async (first: string) => {
    isBusy = true
    for (let text: string | undefined = first; text !== undefined; text = waiting.shift()) {
      if (waiting.length === 0) socket.resume()
      await answer(text)
      if (waiting.length > 0) await nextTurn()
    }
    isBusy = false
  }

  return {
    add(text) {
      // An answer that fails is a fault of ours, which this client must not wait for.
      if (!isBusy) work(text).catch(() => socket.terminate())
      else if (waiting.push(text) >= MOST_WAITING) socket.pause()
    },
    end() {
      waiting.length = 0
    },
  }
}
