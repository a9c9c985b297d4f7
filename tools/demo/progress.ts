/** Tells a waiting person what happens, on stderr, and keeps the time of each step. */
export interface Progress {
  /** One line: something is done. */
  note(text: string): void
  /** Runs a step, then tells what it was and how long it took. */
  step<T>(name: string, text: string | ((result: T) => string), work: () => Promise<T>): Promise<T>
  /** Milliseconds by step name, and `total`. */
  timings(): Record<string, number>
}

/** Progress that starts its clock now. */
export function createProgress(write: (line: string) => void): Progress {
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
      const result = await work()
      spent[name] = (spent[name] ?? 0) + Math.round(performance.now() - begun)
      note(typeof text === 'string' ? text : text(result))
      return result
    },
    timings: () => ({ ...spent, total: Math.round(performance.now() - start) }),
  }
}
