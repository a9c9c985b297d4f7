import type { Chain } from '../../chain/chain.js'
import type { DeveloperApi } from '../../dev/developer.js'
import { createFollows } from '../chain-head/follows.js'
import { methodNotFound, tooManyKeys, tooManySubscriptions, withoutSocket } from './errors.js'
import type { RpcContext, RpcMethod } from './method.js'
import { readParams } from './params.js'
import { createPlaces, type Places } from './places.js'
import type { Notification, Start, Subscriptions } from './subscriptions.js'

/** More subscriptions than a node gives to one connection. */
const MAX_SUBSCRIPTIONS = 1024
/** Characters of storage keys that one connection may be subscribed to: a hundred thousand keys. */
const MAX_KEY_CHARACTERS = 24 * 2 ** 20
/** Memory that a key takes besides its text, in characters. */
const KEY_OVERHEAD = 100
/** A request that makes many blocks may notify more often than can be kept until it is answered. */
const MAX_HELD = 50_000

/** Dependencies of a session. */
export interface SessionHost {
  readonly chain: Chain
  readonly dev: DeveloperApi
  readonly methods: ReadonlyMap<string, RpcMethod>
  /** Places for the subscriptions of all clients together. */
  readonly places: Places
  /** Characters of their storage keys, likewise. */
  readonly keyPlaces: Places
}

interface Running {
  readonly stop: () => void
  /** Characters of its storage keys. */
  readonly weight: number
}

/** One client: its requests and its subscriptions, over any transport. */
export class Session implements Subscriptions {
  readonly #host: SessionHost
  readonly #send: ((notification: Notification) => void) | undefined
  readonly #running = new Map<string, Running>()
  readonly #keyPlaces = createPlaces(MAX_KEY_CHARACTERS)
  readonly #context: RpcContext
  #held: Notification[] | undefined
  #life = new AbortController()
  #lastId = 0

  /** `send` is absent where notifications cannot be sent: there is no subscribing then. */
  constructor(host: SessionHost, send?: (notification: Notification) => void) {
    this.#host = host
    this.#send = send
    const life = () => this.#life.signal
    this.#context = {
      chain: host.chain,
      dev: host.dev,
      subscriptions: this,
      follows: createFollows(),
      broadcasts: new Set(),
      get signal() {
        return life()
      },
    }
  }

  /** Aborted once the client is gone. */
  get signal(): AbortSignal {
    return this.#life.signal
  }

  /** Answers one request, or promises to; throws what the method refuses with. */
  request(name: string, params: unknown): unknown {
    const method = this.#host.methods.get(name)
    if (!method) throw methodNotFound(name)
    return method.answer(this.#context, readParams(method, params))
  }

  /** Holds notifications back until the result is called: the id of a subscription has to come first. */
  hold(): () => void {
    this.#held = []
    return () => this.#flush()
  }

  #flush(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const notification of held) this.#send?.(notification)
  }

  add(method: string, start: Start, keys: readonly string[] = []): string {
    if (!this.#send) throw withoutSocket()
    if (this.#running.size >= MAX_SUBSCRIPTIONS) throw tooManySubscriptions(MAX_SUBSCRIPTIONS)
    const { places } = this.#host
    if (!places.take()) throw tooManySubscriptions(places.limit)
    const weight = keys.reduce((sum, key) => sum + key.length + KEY_OVERHEAD, 0)
    this.#takeKeys(weight)
    const id = `0x${(++this.#lastId).toString(16).padStart(16, '0')}`
    // Ended before it started: a subscription may be removed by its own first result.
    this.#running.set(id, { stop: () => {}, weight })
    const stop = this.#start(id, method, start)
    if (this.#running.has(id)) this.#running.set(id, { stop, weight })
    else stop()
    return id
  }

  /** Takes places for keys; the place of their subscription is given back where there are none. */
  #takeKeys(weight: number): void {
    const shared = this.#host.keyPlaces
    for (const places of [this.#keyPlaces, shared]) {
      if (places.take(weight)) continue
      if (places === shared) this.#keyPlaces.release(weight)
      this.#host.places.release()
      throw tooManyKeys(places.limit)
    }
  }

  remove(id: string): boolean {
    const running = this.#running.get(id)
    if (!running) return false
    this.#drop(id)
    running.stop()
    return true
  }

  /** Ends all subscriptions, and what is still being answered. */
  close(): void {
    this.#life.abort()
    this.#life = new AbortController()
    for (const id of [...this.#running.keys()]) this.remove(id)
  }

  /** One that does not start, because its method refused, takes no place. */
  #start(id: string, method: string, start: Start): () => void {
    try {
      return start((result) => this.#notify(id, method, result))
    } catch (error) {
      this.#drop(id)
      throw error
    }
  }

  #drop(id: string): void {
    const running = this.#running.get(id)
    if (!running) return
    this.#running.delete(id)
    const { places, keyPlaces } = this.#host
    places.release()
    keyPlaces.release(running.weight)
    this.#keyPlaces.release(running.weight)
  }

  #notify(subscription: string, method: string, result: unknown): void {
    if (!this.#running.has(subscription)) return
    const notification: Notification = { jsonrpc: '2.0', method, params: { subscription, result } }
    this.#held?.push(notification)
    if (!this.#held) this.#send?.(notification)
    else if (this.#held.length > MAX_HELD) this.#flush()
  }
}
