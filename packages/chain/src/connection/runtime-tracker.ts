import { createSerialQueue } from '@subnetkit/base'
import type { ConnectionEvent } from './events.js'
import type { Line } from './line.js'

/** Dependencies of a {@link RuntimeTracker}. */
export interface RuntimeTrackerOptions {
  readonly line: Line
  /** Reads metadata with early calls; returns its spec version. */
  readonly load: () => Promise<number>
  /** The runtime is another one: nothing may be encoded until it is loaded. */
  readonly onOther: () => void
  readonly onEvent: (event: ConnectionEvent) => void
}

/** Keeps the metadata in use that of the runtime that the node runs. */
export class RuntimeTracker {
  readonly #options: RuntimeTrackerOptions
  readonly #inTurn = createSerialQueue()
  #specVersion = 0
  #isLoading = false

  constructor(options: RuntimeTrackerOptions) {
    this.#options = options
  }

  /** Of the metadata in use; 0 before the first. */
  get specVersion(): number {
    return this.#specVersion
  }

  /** Metadata is being loaded: the current one belongs to another runtime. */
  get isLoading(): boolean {
    return this.#isLoading
  }

  /**
   * Asks the node and loads when it runs another runtime; announcements are but a reason to ask, because they may be
   * late or lost. One after another: the last answer is in use.
   */
  update(): Promise<void> {
    return this.#inTurn(() => this.#update())
  }

  async #update(): Promise<void> {
    const { line, load, onOther, onEvent } = this.#options
    const from = this.#specVersion
    const version = await line.call('state_getRuntimeVersion', [], { early: true })
    if (specVersionOf(version) === from) return
    onOther()
    this.#isLoading = true
    try {
      this.#specVersion = await load()
    } finally {
      this.#isLoading = false
    }
    if (from === 0) return
    line.runtimeChanged(from)
    onEvent({ type: 'runtimeChanged', from, to: this.#specVersion })
  }
}

function specVersionOf(version: unknown): number {
  const { specVersion } = Object(version) as { specVersion?: unknown }
  if (typeof specVersion !== 'number') throw new Error('the node does not name its runtime version')
  return specVersion
}
