import type { Chain } from '../../chain/chain.js'
import type { DeveloperApi } from '../../dev/developer.js'
import { invalidParams, methodNotFound, RpcError } from './errors.js'
import type { RpcContext, RpcMethod } from './method.js'
import type { Notification, Start, Subscriptions } from './subscriptions.js'

/** More subscriptions than a node gives to one connection. */
const MAX_SUBSCRIPTIONS = 1024

/** Dependencies of a session. */
export interface SessionHost {
  readonly chain: Chain
  readonly dev: DeveloperApi
  readonly methods: ReadonlyMap<string, RpcMethod>
}

/** One client: its requests and its subscriptions, over any transport. */
export class Session implements Subscriptions {
  readonly #host: SessionHost
  readonly #send: ((notification: Notification) => void) | undefined
  readonly #running = new Map<string, () => void>()
  readonly #context: RpcContext
  #held: Notification[] | undefined
  #lastId = 0

  /** `send` is absent where notifications cannot be sent: there is no subscribing then. */
  constructor(host: SessionHost, send?: (notification: Notification) => void) {
    this.#host = host
    this.#send = send
    this.#context = {
      chain: host.chain,
      dev: host.dev,
      subscriptions: this,
    }
  }

  /** Answers one request; throws what the method refuses with. */
  request(name: string, params: unknown): unknown {
    const method = this.#host.methods.get(name)
    if (!method) throw methodNotFound(name)
    const parsed = method.params.safeParse(params ?? [])
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw invalidParams(issue ? `${issue.path.join('.') || 'params'}: ${issue.message}` : 'unknown')
    }
    return method.answer(this.#context, parsed.data)
  }

  /** Holds notifications back while `work` runs and is answered: the id of a subscription has to come first. */
  answerFirst(work: () => void): void {
    this.#held = []
    try {
      work()
    } finally {
      const held = this.#held
      this.#held = undefined
      for (const notification of held) this.#send?.(notification)
    }
  }

  add(method: string, start: Start): string {
    if (!this.#send) throw new RpcError(-32601, 'subscriptions need a websocket')
    if (this.#running.size >= MAX_SUBSCRIPTIONS) {
      throw new RpcError(
        -32006,
        'Too many subscriptions on the connection',
        `Exceeded max limit of ${MAX_SUBSCRIPTIONS}`,
      )
    }
    const id = `0x${(++this.#lastId).toString(16).padStart(16, '0')}`
    // Ended before it started: a subscription may be removed by its own first result.
    this.#running.set(id, () => {})
    const stop = this.#start(id, method, start)
    if (this.#running.has(id)) this.#running.set(id, stop)
    else stop()
    return id
  }

  remove(id: string): boolean {
    const stop = this.#running.get(id)
    if (!stop) return false
    this.#running.delete(id)
    stop()
    return true
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const id of [...this.#running.keys()]) this.remove(id)
  }

  /** One that does not start, because its method refused, takes no place. */
  #start(id: string, method: string, start: Start): () => void {
    try {
      return start((result) => this.#notify(id, method, result))
    } catch (error) {
      this.#running.delete(id)
      throw error
    }
  }

  #notify(subscription: string, method: string, result: unknown): void {
    if (!this.#running.has(subscription)) return
    const notification: Notification = { jsonrpc: '2.0', method, params: { subscription, result } }
    if (this.#held) this.#held.push(notification)
    else this.#send?.(notification)
  }
}
