import type { SubnetError } from '@subnetkit/base'

/** A node's limit per connection. */
const mostSubscriptions = 1_024
/** Notifications that came before the answer that names them. */
const mostEarly = 256

/** Listener of one subscription. */
export type SubscriptionCallback = (error: Error | null, result: unknown) => void

/** An active subscription, independent of the socket that carries it. */
export interface Subscription {
  readonly id: number
  readonly type: string
  readonly method: string
  readonly params: readonly unknown[]
  readonly callback: SubscriptionCallback
  /** Id at the current node; null while it has none. */
  remote: string | number | null
  /** Was established at least once, so it has to be renewed. */
  established: boolean
}

/** Subscriptions that survive the loss of sockets. */
export class SubscriptionTable {
  readonly #wanted = new Map<number, Subscription>()
  readonly #byRemote = new Map<string, Subscription>()
  #early: { readonly remote: string; readonly result: unknown }[] = []
  #starting = 0
  #lastId = 0

  get size(): number {
    return this.#wanted.size
  }

  get isFull(): boolean {
    return this.#wanted.size >= mostSubscriptions
  }

  add(
    type: string,
    method: string,
    params: readonly unknown[],
    callback: SubscriptionCallback,
  ): Subscription {
    const id = ++this.#lastId
    const entry = { id, type, method, params, callback, remote: null, established: false }
    this.#wanted.set(id, entry)
    return entry
  }

  /** Active subscriptions that are not on the current socket. */
  toRenew(): Subscription[] {
    return [...this.#wanted.values()].filter(({ established, remote }) => established && remote === null)
  }

  get(id: number): Subscription | undefined {
    return this.#wanted.get(id)
  }

  /** Takes one off the list; its name at the node is given, when it has one. */
  remove(entry: Subscription): string | number | null {
    this.#wanted.delete(entry.id)
    if (entry.remote !== null) this.#byRemote.delete(String(entry.remote))
    return entry.remote
  }

  /** Keeps notifications that come early while `work` waits for the name of a subscription. */
  async starting<T>(work: Promise<T>): Promise<T> {
    this.#starting += 1
    try {
      return await work
    } finally {
      this.#starting -= 1
      if (this.#starting === 0) this.#early = []
    }
  }

  /** Records the node's id. Returns false if the subscription has been cancelled. */
  attach(entry: Subscription, remote: string | number): boolean {
    if (!this.#wanted.has(entry.id)) return false
    entry.remote = remote
    entry.established = true
    this.#byRemote.set(String(remote), entry)
    const mine = this.#early.filter((early) => early.remote === String(remote))
    this.#early = this.#early.filter((early) => early.remote !== String(remote))
    for (const { result } of mine) entry.callback(null, result)
    return true
  }

  /** Delivers a result to its subscription; results with an unknown id are dropped, unless the id may still arrive. */
  notify(remote: string, result: unknown): void {
    const entry = this.#byRemote.get(remote)
    if (entry) entry.callback(null, result)
    else if (this.#starting > 0 && this.#early.length < mostEarly) this.#early.push({ remote, result })
  }

  /**
   * The socket is gone. Subscriptions to the fate of an extrinsic end with an error: to renew one would send the
   * extrinsic again.
   */
  detach(errorOf: (method: string) => SubnetError): void {
    this.#byRemote.clear()
    this.#early = []
    for (const entry of [...this.#wanted.values()]) {
      entry.remote = null
      if (!entry.established || !entry.method.startsWith('author_')) continue
      this.#wanted.delete(entry.id)
      entry.callback(errorOf(entry.method), undefined)
    }
  }

  clear(): void {
    this.#wanted.clear()
    this.#byRemote.clear()
    this.#early = []
  }
}
