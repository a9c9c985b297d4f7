import type { Clock, SubnetError } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import { type CallErrors, type CallOptions, CallTable } from './calls.js'
import type { Incoming, Link } from './link.js'
import { callListener } from './listeners.js'
import { unsubscribeName } from './methods.js'
import { type SubscriptionCallback, SubscriptionTable } from './subscriptions.js'

/** Unsent bytes beyond which the socket counts as dead. */
const mostBacklogBytes = 32 * 1024 * 1024

/** Dependencies of a {@link Line}. */
export interface LineOptions {
  readonly clock: Clock
  readonly deadlineMs: number
  readonly errors: CallErrors
  /** Something that was sent had no answer in time. */
  readonly onSilence: () => void
}

/** Calls and subscriptions of one client over the current link. */
export class Line {
  readonly #errors: CallErrors
  readonly #calls: CallTable
  readonly #subscriptions = new SubscriptionTable()
  #link: Link | null = null
  #closed = false

  constructor({ clock, deadlineMs, errors, onSilence }: LineOptions) {
    this.#errors = errors
    this.#calls = new CallTable({
      clock,
      deadlineMs,
      errors,
      onSilence,
      onAbandoned: (method, id) => this.#endRemote(method, id as string | number),
    })
  }

  get requests(): number {
    return this.#calls.size
  }

  get subscriptions(): number {
    return this.#subscriptions.size
  }

  /** Asks the node; see {@link CallOptions}. */
  call(method: string, params: readonly unknown[], options: CallOptions = {}): Promise<unknown> {
    if (this.#closed) return Promise.reject(closedError(method))
    if ((this.#link?.backlog ?? 0) > mostBacklogBytes) {
      return Promise.reject(this.#errors.busy(method, `${mostBacklogBytes} bytes`))
    }
    return this.#calls.add(method, params, options)
  }

  /** Starts a subscription that is renewed on every later link, until it is ended by the id given here. */
  async subscribe(
    type: string,
    method: string,
    params: readonly unknown[],
    callback: SubscriptionCallback,
    early = false,
  ): Promise<number> {
    if (this.#closed) throw closedError(method)
    if (this.#subscriptions.isFull) {
      throw this.#errors.busy(method, `${this.#subscriptions.size} subscriptions`)
    }
    const entry = this.#subscriptions.add(type, method, params, (error, result) =>
      callListener(() => callback(error, result)),
    )
    try {
      await this.#start(entry.id, early)
      return entry.id
    } catch (error) {
      this.#subscriptions.remove(entry)
      throw error
    }
  }

  /** True when there was one of that id. */
  async unsubscribe(id: number): Promise<boolean> {
    const entry = this.#subscriptions.get(id)
    if (!entry) return false
    const remote = this.#subscriptions.remove(entry)
    if (remote !== null) this.#endRemote(entry.method, remote)
    return true
  }

  /** A link is open: early calls may pass. */
  attach(link: Link): void {
    this.#link = link
    this.#calls.attach(link)
  }

  /** Moves every subscription to this link. */
  async renew(): Promise<void> {
    await Promise.all(this.#subscriptions.toRenew().map(({ id }) => this.#start(id, true)))
  }

  /** The link is trusted: everything that waits is sent. */
  flow(): void {
    this.#calls.flow()
  }

  /** The link is lost. */
  detach(reason: string): void {
    this.#link = null
    this.#calls.detach(reason)
    this.#subscriptions.detach((method) => this.#errors.lost(method, reason))
  }

  /** Calls that wait and were encoded for another runtime fail. */
  runtimeChanged(from: number): void {
    this.#calls.runtimeChanged(from)
  }

  receive(message: Incoming): void {
    if (message.kind === 'answer') this.#calls.answer(message.id, message.result)
    else if (message.kind === 'refusal') this.#calls.refuse(message.id, message.refusal)
    else if (message.kind === 'notification') {
      this.#subscriptions.notify(message.subscription, message.result)
    }
  }

  close(): void {
    this.#closed = true
    this.#link = null
    this.#calls.close(closedError)
    this.#subscriptions.clear()
  }

  async #start(id: number, early: boolean): Promise<void> {
    const entry = this.#subscriptions.get(id)
    if (!entry) return
    const { type, method, params } = entry
    const onAnswer = (remote: unknown) => {
      const name = remote as string | number
      // Ended while the request was pending.
      if (!this.#subscriptions.attach(entry, name)) this.#endRemote(method, name)
    }
    const options = { early, subscribes: type, onAnswer }
    await this.#subscriptions.starting(this.#calls.add(method, params, options))
  }

  /** Best effort: the subscription is dropped here whether or not the node acknowledges. */
  #endRemote(method: string, remote: string | number): void {
    if (this.#link === null) return
    this.#calls.add(unsubscribeName(method), [remote], { early: true }).catch(() => undefined)
  }
}

function closedError(operation: string): SubnetError {
  return chainError('CHAIN_CLIENT_CLOSED', { operation })
}
