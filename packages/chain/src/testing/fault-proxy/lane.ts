import { randomBytes } from 'node:crypto'
import type { Fault } from './faults.js'
import type { SeenMessage } from './message.js'

/** Operations of a lane besides passing messages on. */
export interface LaneEnds {
  /** To where the lane leads. */
  readonly forward: (data: string | Buffer) => void
  /** Back to the client. */
  readonly toClient: (data: string | Buffer) => void
  readonly drop: () => void
  readonly hangUp: () => void
  readonly silence: () => void
}

type Work<K extends Fault['kind']> = (fault: Extract<Fault, { kind: K }>, message: SeenMessage) => void

/** One direction of a connection, with what is held back in it. */
export class Lane {
  readonly #ends: LaneEnds
  readonly #timers = new Set<NodeJS.Timeout>()
  #held: string[] = []

  constructor(ends: LaneEnds) {
    this.#ends = ends
  }

  pass(message: SeenMessage, fault: Fault | undefined): void {
    if (fault) (this.#works[fault.kind] as (fault: Fault, message: SeenMessage) => void)(fault, message)
    else this.#send(message.text)
  }

  /** Forgets what is held back. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#held = []
  }

  /** Passes on, then whatever was held back for it. */
  #send(...texts: string[]): void {
    for (const text of [...texts, ...this.#held.splice(0)]) this.#ends.forward(text)
  }

  readonly #works: { readonly [K in Fault['kind']]: Work<K> } = {
    drop: () => this.#ends.drop(),
    dropAfter: (_, { text }) => {
      this.#send(text)
      this.#ends.hangUp()
    },
    silence: () => this.#ends.silence(),
    swallow: () => undefined,
    delay: ({ ms }, { text }) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        this.#send(text)
      }, ms)
      this.#timers.add(timer)
    },
    duplicate: (_, { text }) => this.#send(text, text),
    reorder: (_, { text }) => void this.#held.push(text),
    garbage: () => this.#send('<html>502 Bad Gateway'),
    nonsense: () => this.#send('{"hello":["world"]}'),
    binary: () => this.#ends.forward(randomBytes(64)),
    oversized: ({ bytes }) => this.#send('x'.repeat(bytes)),
    error: ({ code, message }, { text }) => {
      const { id } = JSON.parse(text) as { id: unknown }
      this.#ends.toClient(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }))
    },
    rewrite: ({ rewrite }, { text }) => this.#send(rewrite(text)),
  }
}
