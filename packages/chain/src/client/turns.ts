/** Runs work one after another for each key, side by side for different keys. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Makes {@link Turns}; a key that nobody waits for takes no memory. */
export function createTurns(): Turns {
  const tails = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const previous = tails.get(key) ?? Promise.resolve()
    // The one before may fail; that is its caller's business.
    const turn = previous.then(work, work)
    tails.set(key, turn)
    try {
      return await turn
    } finally {
      if (tails.get(key) === turn) tails.delete(key)
    }
  }
}
