/** Reports progress to the user, on stderr, and measures the time of each step. */
export interface Progress {
  /** One line: something is done. */
  note(text: string): void
  /** Runs a step, then reports its name and duration. */
  step<T>(name: string, text: string | ((result: T) => string), work: () => Promise<T>): Promise<T>
  /** Milliseconds by step name, and `total`. */
  timings(): Record<string, number>
}

/**
 * Progress that starts its clock now. Once `interrupted`, steps throw its reason at once, also one that is under way:
 * what it leaves undone ends with the process.
 */
export function createProgress(write: (line: string) => void, interrupted: AbortSignal): Progress {
  const start = performance.now()
  const spent: Record<string, number> = {}
  const note = (text: string) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    write(`${seconds.padStart(6)} s  ${text}\n`)
  }
  return {
    note,
    async step(name, text, work) {
      const begun = performance.now()
      const result = await orInterrupted(interrupted, work)
      spent[name] = (spent[name] ?? 0) + Math.round(performance.now() - begun)
      note(typeof text === 'string' ? text : text(result))
      return result
    },
    timings: () => ({ ...spent, total: Math.round(performance.now() - start) }),
  }
}

async function orInterrupted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
