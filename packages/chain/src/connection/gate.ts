import type { Clock } from '@subnetkit/base'

/** Lets callers wait for a state, each with its own deadline. */
export class Gate {
  readonly #waiting = new Set<{ readonly pass: () => void; readonly fail: (error: Error) => void }>()
  readonly #clock: Clock
  #open = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isOpen(): boolean {
    return this.#open
  }

  open(): void {
    this.#open = true
    for (const { pass } of [...this.#waiting]) pass()
  }

  close(): void {
    this.#open = false
  }

  /** Rejects everything that waits. */
  fail(error: Error): void {
    for (const { fail } of [...this.#waiting]) fail(error)
  }

  wait(deadlineMs: number, late: () => Error): Promise<void> {
    if (this.#open) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (work: () => void) => {
        timer.cancel()
        this.#waiting.delete(entry)
        work()
      }
      const entry = { pass: () => settle(resolve), fail: (error: Error) => settle(() => reject(error)) }
      const timer = this.#clock.timeout(() => entry.fail(late()), deadlineMs)
      this.#waiting.add(entry)
    })
  }
}
