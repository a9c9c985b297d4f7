/** Passes values from one writer to one reader, at most one ahead. */
export interface Handover<T> extends AsyncIterator<T, void> {
  /** Resolves once the reader has taken the value. */
  put(value: T): Promise<void>
  /** Ends it for the reader, after the value that was put last. */
  end(): void
}

export function createHandover<T>(): Handover<T> {
  let offered: { readonly value: T; readonly taken: () => void } | null = null
  let waiting: ((result: IteratorResult<T, void>) => void)[] = []
  let hasEnded = false

  return {
    put(value) {
      const reader = waiting.shift()
      if (reader) {
        reader({ done: false, value })
        return Promise.resolve()
      }
      return new Promise((taken) => {
        offered = { value, taken }
      })
    },
    end() {
      hasEnded = true
      for (const reader of waiting) reader({ done: true, value: undefined })
      waiting = []
    },
    next() {
      if (offered) {
        const { value, taken } = offered
        offered = null
        taken()
        return Promise.resolve({ done: false, value })
      }
      if (hasEnded) return Promise.resolve({ done: true, value: undefined })
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}
