import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import {
  type Endpoint,
  type Link,
  LinkFailure,
  type LinkListener,
  type OpenOptions,
  type Refusal,
  type Request,
} from './link.js'
import { unsubscribeName } from './methods.js'
import { refusalOf } from './wire.js'

/** An externally created provider, such as the devnet's, as an endpoint. */
export function providerEndpoint(provider: ProviderInterface): Endpoint {
  return {
    name: 'in process',
    async open(listener, options) {
      await connected(provider, options)
      return createLink(provider, listener)
    },
    dispose: () => provider.disconnect(),
  }
}

function connected(provider: ProviderInterface, { clock, deadlineMs, signal }: OpenOptions): Promise<void> {
  if (provider.isConnected) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const finish = (reason?: string) => {
      timer.cancel()
      stop()
      signal.removeEventListener('abort', abort)
      if (reason === undefined) resolve()
      else reject(new LinkFailure({ reason, endpointIsFine: true }))
    }
    const abort = () => finish('the client was closed')
    const timer = clock.timeout(() => finish(`not connected within ${deadlineMs} ms`), deadlineMs)
    const stop = provider.on('connected', () => finish())
    signal.addEventListener('abort', abort)
    provider.connect().catch((error: unknown) => finish(String(Object(error).message ?? error)))
  })
}

/** Providers put code, message and data into one text. */
function refusalOfProvider(error: unknown): Refusal {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  return refusalOf({ code, message: String(message ?? error).replace(/^-?\d+: /, '') })
}

function createLink(provider: ProviderInterface, listener: LinkListener): Link {
  let open = true
  /** Unsubscribe methods, by the subscription ids that the provider returned. */
  const running = new Map<string, { readonly type: string; readonly ends: string }>()
  const stop = provider.on('disconnected', () => {
    if (!open) return
    link.close()
    listener.ended({ reason: 'the provider disconnected', endpointIsFine: true })
  })

  const subscribe = async (type: string, method: string, params: unknown[]) => {
    let name: string | undefined
    const early: unknown[] = []
    const tell = (subscription: string, result: unknown) => {
      if (open) listener.message({ kind: 'notification', subscription, result })
    }
    const id = await provider.subscribe(type, method, params, (error, result: unknown) => {
      if (error) return
      if (name === undefined) early.push(result)
      else tell(name, result)
    })
    name = String(id)
    running.set(name, { type, ends: unsubscribeName(method) })
    for (const result of early) tell(name, result)
    return id
  }
  const ask = ({ method, params, subscribes }: Request): Promise<unknown> => {
    if (subscribes !== undefined) return subscribe(subscribes, method, [...params])
    const [id] = params as [string | number]
    const subscription = running.get(String(id))
    if (subscription?.ends !== method) return provider.send(method, [...params])
    running.delete(String(id))
    return provider.unsubscribe(subscription.type, method, id)
  }

  const link: Link = {
    backlog: 0,
    send(request) {
      const { id } = request
      ask(request).then(
        (result) => open && listener.message({ kind: 'answer', id, result }),
        (error: unknown) =>
          open && listener.message({ kind: 'refusal', id, refusal: refusalOfProvider(error) }),
      )
    },
    close() {
      open = false
      stop()
      for (const [id, { type, ends }] of running) {
        provider.unsubscribe(type, ends, id).catch(() => undefined)
      }
      running.clear()
    },
  }
  return link
}
