import { WebSocket } from 'ws'
import type { Fault } from './faults.js'
import { Lane } from './lane.js'
import { createReader, type SeenMessage } from './message.js'

/** Client and node as one connection of the proxy sees them. */
export interface LinkOptions {
  readonly client: WebSocket
  readonly upstream: string
  /** Chooses what happens to each message. */
  readonly faultFor: (message: SeenMessage) => Fault | undefined
  /** Listens to each message before its fault. */
  readonly onMessage: (message: SeenMessage) => void
}

/** One client, joined to its own connection to the node. */
export class Link {
  readonly #client: WebSocket
  readonly #node: WebSocket
  readonly #lanes: readonly Lane[]
  readonly #early: (string | Buffer)[] = []
  #silent = false

  constructor({ client, upstream, faultFor, onMessage }: LinkOptions) {
    this.#client = client
    this.#node = new WebSocket(upstream, { perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 })
    const reader = createReader()
    const ends = {
      toClient: this.#toClient,
      drop: () => this.drop(),
      hangUp: () => this.#hangUp(),
      silence: () => this.silence(),
    }
    const up = new Lane({ ...ends, forward: this.#toNode })
    const down = new Lane({ ...ends, forward: this.#toClient })
    this.#lanes = [up, down]
    const pass = (lane: Lane, message: SeenMessage) => {
      if (this.#silent) return
      onMessage(message)
      lane.pass(message, faultFor(message))
    }
    client.on('message', (data) => pass(up, reader.request(String(data))))
    this.#node.on('message', (data) => pass(down, reader.fromNode(String(data))))
    this.#node.on('open', () => {
      for (const text of this.#early.splice(0)) this.#node.send(text)
    })
    for (const socket of [client, this.#node]) {
      socket.on('error', () => this.drop())
      socket.on('close', () => this.drop())
    }
  }

  /** Tears both sockets, as a lost network does. */
  drop(): void {
    for (const lane of this.#lanes) lane.close()
    this.#client.terminate()
    this.#node.terminate()
  }

  /** From now on nothing passes; the sockets stay open. */
  silence(): void {
    this.#silent = true
  }

  /** Sends the client a message that the node never sent. */
  inject(data: string | Buffer): void {
    this.#toClient(data)
  }

  /** Closes as peers do, after what was sent has gone out: tearing would overtake it. */
  #hangUp(): void {
    this.#node.close()
    this.#client.close()
  }

  readonly #toNode = (data: string | Buffer) => {
    if (this.#node.readyState === WebSocket.CONNECTING) this.#early.push(data)
    else if (this.#node.readyState === WebSocket.OPEN) this.#node.send(data)
  }

  readonly #toClient = (data: string | Buffer) => {
    if (this.#client.readyState === WebSocket.OPEN) this.#client.send(data)
  }
}
