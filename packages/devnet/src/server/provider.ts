import { loadForClients } from '../rpc/loaded.js'
import { toErrorObject } from '../rpc/session/errors.js'
import { Session, type SessionHost } from '../rpc/session/session.js'
import type { Notification } from '../rpc/session/subscriptions.js'

export type Callback = (error: Error | null, result: unknown) => void
export type ProviderEvent = 'connected' | 'disconnected' | 'error'

/**
 * The devnet without a socket: fits wherever @polkadot/api takes a provider. Each `ApiPromise` wants its own
 * (`clone()`), because disconnecting one ends its subscriptions.
 */
export interface DevnetProvider {
  readonly hasSubscriptions: boolean
  readonly isClonable: boolean
  readonly isConnected: boolean
  clone(): DevnetProvider
  connect(): Promise<void>
  disconnect(): Promise<void>
  on(event: ProviderEvent, listener: (value?: unknown) => void): () => void
  send<T = unknown>(method: string, params: unknown[]): Promise<T>
  subscribe(type: string, method: string, params: unknown[], callback: Callback): Promise<number | string>
  unsubscribe(type: string, method: string, id: number | string): Promise<boolean>
}

export function createProvider(host: SessionHost): DevnetProvider {
  const callbacks = new Map<string, Callback>()
  const listeners = new Map<ProviderEvent, Set<(value?: unknown) => void>>()
  let connected = true

  const deliver = ({ params: { subscription, result } }: Notification) => {
    callbacks.get(subscription)?.(null, result)
  }
  // Results never reach a caller inside its own call: it would meet them before it knows the id.
  const session = new Session(host, (notification) => queueMicrotask(() => deliver(notification)))
  const emit = (event: ProviderEvent) => {
    for (const listener of listeners.get(event) ?? []) listener()
  }
  const request = (method: string, params: unknown[]): unknown => {
    if (!connected) throw new Error('the devnet provider is disconnected')
    return session.request(method, copied(params))
  }

  return {
    hasSubscriptions: true,
    isClonable: true,
    get isConnected() {
      return connected
    },
    clone: () => createProvider(host),
    async connect() {
      if (connected) return
      connected = true
      emit('connected')
    },
    async disconnect() {
      connected = false
      session.close()
      callbacks.clear()
      emit('disconnected')
    },
    on(event, listener) {
      const ofEvent = listeners.get(event) ?? new Set()
      listeners.set(event, ofEvent.add(listener))
      return () => ofEvent.delete(listener)
    },
    async send<T>(method: string, params: unknown[]) {
      await loadForClients()
      try {
        return copied(await request(method, params)) as T
      } catch (error) {
        throw coded(error)
      }
    },
    async subscribe(_type, method, params, callback) {
      await loadForClients()
      try {
        // Without a turn in between: the first results are on their way.
        const id = request(method, params) as string
        callbacks.set(id, callback)
        return id
      } catch (error) {
        throw coded(error)
      }
    },
    async unsubscribe(_type, method, id) {
      callbacks.delete(String(id))
      // Disconnecting has ended it already.
      if (!connected) return true
      await loadForClients()
      try {
        return request(method, [id]) as boolean
      } catch (error) {
        throw coded(error)
      }
    },
  }
}

/** Goes through JSON, as over a socket, so that clients never share the devnet's own objects. */
const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null))

/** Errors look as they do over a socket: `code: message: data`. */
function coded(error: unknown): Error {
  const { code, message, data } = toErrorObject(error)
  const detail = data === undefined ? '' : `: ${typeof data === 'string' ? data : JSON.stringify(data)}`
  return Object.assign(new Error(`${code}: ${message}${detail}`), { code, data })
}
