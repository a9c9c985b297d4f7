import type { Clock, SubnetError, Timer } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import type { Link, Refusal, Request } from './link.js'
import { dependsOnRuntime, isRead, saysBusy } from './methods.js'

/** More calls than this never wait at once; the next is refused. */
const mostCalls = 4_096
/** Subscriptions whose answer came too late, remembered so that it can be undone. */
const mostAbandoned = 64

/** Share of its time after which a call without an answer makes us doubt the socket. */
const doubtAfter = 1 / 3

/** Pause before retrying on a busy node, in ms; doubles each time. */
const firstPauseMs = 100

/** Options of one call. */
export interface CallOptions {
  /** Sent as soon as the socket is open, before its chain is checked; not repeated on another one. */
  readonly early?: boolean | undefined
  /** Set when it starts a subscription: the name of the notifications. */
  readonly subscribes?: string | undefined
  /** @default the table's */
  readonly deadlineMs?: number | undefined
  /** Called synchronously with the answer, before any later message. */
  readonly onAnswer?: ((result: unknown) => void) | undefined
}

interface Call {
  readonly request: Request
  readonly options: CallOptions
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  /** Its deadline. */
  timer: Timer
  sent: boolean
  /** Current pause before the retry, because the node is busy. */
  pause?: Timer
  pauseMs: number
  /** Last message of the node, when it was busy. */
  busy?: Error
}

/** The errors of calls, worded by who knows the endpoint. */
export interface CallErrors {
  /** `sent`: the request went to a node; otherwise there was none. */
  late(method: string, sent: boolean): SubnetError
  lost(method: string, reason: string): SubnetError
  busy(method: string, waiting: string): SubnetError
  runtimeChanged(method: string, from: number): SubnetError
}

/** Dependencies of the table. */
export interface CallTableOptions {
  readonly clock: Clock
  readonly deadlineMs: number
  readonly errors: CallErrors
  /** A call that was sent had no answer for a good part of its time. */
  readonly onSilence: () => void
  /** A subscription started after its call was given up. */
  readonly onAbandoned: (method: string, id: unknown) => void
}

/** Calls that wait for an answer. Each ends: with its answer, an error, or at its deadline. */
export class CallTable {
  readonly #options: CallTableOptions
  readonly #calls = new Map<number, Call>()
  readonly #abandoned = new Map<number, string>()
  #lastId = 0
  #link: Link | null = null
  #flowing = false

  constructor(options: CallTableOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#calls.size
  }

  add(method: string, params: readonly unknown[], options: CallOptions = {}): Promise<unknown> {
    const { errors } = this.#options
    if (this.#calls.size >= mostCalls) {
      return Promise.reject(errors.busy(method, `${this.#calls.size} calls`))
    }
    if (options.early && this.#link === null) {
      return Promise.reject(errors.lost(method, 'there is no socket'))
    }
    const id = ++this.#lastId
    const { subscribes, deadlineMs = this.#options.deadlineMs } = options
    const request = { id, method, params, ...(subscribes !== undefined && { subscribes }) }
    return new Promise((resolve, reject) => {
      const doubtMs = deadlineMs * doubtAfter
      const timer = this.#options.clock.timeout(() => this.#doubt(id, deadlineMs - doubtMs), doubtMs)
      const call: Call = { request, options, resolve, reject, timer, sent: false, pauseMs: firstPauseMs }
      this.#calls.set(id, call)
      if (this.#flowing || options.early) this.#send(call)
    })
  }

  /** A socket is open: early calls may pass. */
  attach(link: Link): void {
    this.#link = link
  }

  /** The socket is trusted: everything that waits is sent. */
  flow(): void {
    this.#flowing = true
    for (const call of this.#calls.values()) if (!call.sent) this.#send(call)
  }

  /** The socket is lost: reads wait for the next one, other calls fail. */
  detach(reason: string): void {
    this.#link = null
    this.#flowing = false
    this.#abandoned.clear()
    for (const call of [...this.#calls.values()]) {
      const { method } = call.request
      const repeatable = !call.options.early && (!call.sent || isRead(method))
      if (repeatable) call.sent = false
      else this.#end(call)?.reject(this.#options.errors.lost(method, reason))
    }
  }

  /** Calls that wait to be sent and were encoded for another runtime fail. */
  runtimeChanged(from: number): void {
    for (const call of [...this.#calls.values()]) {
      const { method, params } = call.request
      if (call.sent || call.options.early || !dependsOnRuntime(method, params)) continue
      this.#end(call)?.reject(this.#options.errors.runtimeChanged(method, from))
    }
  }

  answer(id: number, result: unknown): void {
    const call = this.#calls.get(id)
    const abandoned = this.#abandoned.get(id)
    this.#abandoned.delete(id)
    if (abandoned !== undefined) this.#options.onAbandoned(abandoned, result)
    if (!call?.sent) return
    this.#end(call)
    call.options.onAnswer?.(result)
    call.resolve(result)
  }

  refuse(id: number, { code: rpcCode, words }: Refusal): void {
    this.#abandoned.delete(id)
    const call = this.#calls.get(id)
    if (!call?.sent) return
    const operation = call.request.method
    const error = chainError('CHAIN_CALL_REFUSED', { rpcCode, words, operation })
    if (saysBusy(rpcCode, words)) this.#pause(call, error)
    else this.#end(call)?.reject(error)
  }

  /** The node has not executed it and is busy: retry until the deadline. */
  #pause(call: Call, error: Error): void {
    call.busy = error
    call.sent = false
    call.pause = this.#options.clock.timeout(() => {
      if (!call.sent && (this.#flowing || call.options.early)) this.#send(call)
    }, call.pauseMs)
    call.pauseMs *= 2
  }

  /** Everything that waits fails. */
  close(errorOf: (method: string) => Error): void {
    this.#link = null
    this.#flowing = false
    this.#abandoned.clear()
    for (const call of [...this.#calls.values()]) this.#end(call)?.reject(errorOf(call.request.method))
  }

  #send(call: Call): void {
    call.sent = true
    this.#link?.send(call.request)
  }

  #doubt(id: number, leftMs: number): void {
    const call = this.#calls.get(id)
    if (!call) return
    // If this process was busy, the answer may be unread: read what has arrived before giving a call up.
    call.timer = this.#options.clock.timeout(() => setImmediate(() => this.#expire(id)), leftMs)
    if (call.sent) this.#options.onSilence()
  }

  #expire(id: number): void {
    const call = this.#calls.get(id)
    if (!call) return
    const { method, subscribes } = call.request
    this.#end(call)?.reject(call.busy ?? this.#options.errors.late(method, call.sent))
    if (!call.sent || subscribes === undefined) return
    if (this.#abandoned.size < mostAbandoned) this.#abandoned.set(id, method)
  }

  #end(call: Call): Call | undefined {
    call.timer.cancel()
    call.pause?.cancel()
    return this.#calls.delete(call.request.id) ? call : undefined
  }
}
