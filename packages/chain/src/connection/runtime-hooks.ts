import { type Clock, createSerialQueue, withDeadline } from '@subnetkit/base'
import type { RuntimeChange, RuntimeHook } from './events.js'

/** Hooks for changes of the runtime, run once a change, within a deadline. */
export class RuntimeHooks {
  readonly #deadlineMs: number
  readonly #clock: Clock
  readonly #hooks = new Set<RuntimeHook>()
  readonly #changes: RuntimeChange[] = []
  readonly #inTurn = createSerialQueue()

  constructor(deadlineMs: number, clock: Clock) {
    this.#deadlineMs = deadlineMs
    this.#clock = clock
  }

  add(hook: RuntimeHook): () => void {
    const own: RuntimeHook = (change) => hook(change)
    this.#hooks.add(own)
    return () => void this.#hooks.delete(own)
  }

  /** Kept until {@link run}. */
  changed(change: RuntimeChange): void {
    this.#changes.push(change)
  }

  /**
   * Runs every hook on every change, one change after the other. A hook that fails becomes a process warning and blocks
   * nothing.
   */
  run(): Promise<void> {
    return this.#inTurn(() => this.#showAll())
  }

  async #showAll(): Promise<void> {
    for (const change of this.#changes.splice(0)) {
      await Promise.all([...this.#hooks].map((hook) => this.#show(hook, change)))
    }
  }

  async #show(hook: RuntimeHook, change: RuntimeChange): Promise<void> {
    const late = () => new Error(`it took longer than ${this.#deadlineMs} ms`)
    try {
      await withDeadline(Promise.resolve(hook(change)), this.#deadlineMs, late, {
        clock: this.#clock,
      })
    } catch (error) {
      const { from, to } = change
      process.emitWarning(`a hook for the change from spec ${from} to ${to} failed: ${String(error)}`)
    }
  }
}
