/** Lets people wait for something that may take long, each with a deadline of its own. */
export class Gate {
  readonly #waiting = new Set<{ readonly pass: () => void; readonly fail: (error: Error) => void }>()
  #open = false

  get isOpen(): boolean {
    return this.#open
  }

  open(): void {
    this.#open = true
    for (const { pass } of [...this.#waiting]) pass()
  }

  shut(): void {
    this.#open = false
  }

  /** Everybody who waits hears of it. */
  fail(error: Error): void {
    for (const { fail } of [...this.#waiting]) fail(error)
  }

  wait(deadlineMs: number, late: () => Error): Promise<void> {
    if (this.#open) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (work: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(entry)
        work()
      }
      const entry = { pass: () => settle(resolve), fail: (error: Error) => settle(() => reject(error)) }
      const timer = setTimeout(() => entry.fail(late()), deadlineMs)
      this.#waiting.add(entry)
    })
  }
}
