import { type Ending, isStop, onAbort } from '@subnetkit/base'
import type { Dispatcher } from 'undici'
import { noChannel } from '../session/channel.js'
import type { Peer } from './pools.js'
import type { Connection } from './secure-connections.js'

/** Takes a connection of a peer for one request; at once without TLS, since another query may close the pool later. */
export function takeConnection(peer: Peer, signal: Ending): Connection | Promise<Connection> {
  if (peer.secure) return peer.secure.take(signal)
  return { dispatcher: peer.pool, channel: noChannel, release() {} }
}

type RequestOptions = Omit<Dispatcher.RequestOptions, 'signal'> & { readonly signal: Ending }

/** Sends one request on a connection, and releases it when its answer ends. */
export async function requestOn(
  connection: Connection,
  { signal, ...options }: RequestOptions,
): Promise<Dispatcher.ResponseData> {
  try {
    const response = await connection.dispatcher.request({ signal: heardBy(signal), ...options })
    response.body.once('close', () => connection.release())
    return response
  } catch (error) {
    connection.release()
    throw error
  }
}

/** An ending as undici hears of it. A stop has no signal made for that: as an emitter it does the same, and costs nothing. */
function heardBy(ending: Ending): Dispatcher.RequestOptions['signal'] {
  if (!isStop(ending)) return ending
  let letGo = () => {}
  const emitter = {
    aborted: ending.aborted,
    reason: ending.reason,
    on() {},
    once(_event: 'abort', run: () => void) {
      letGo = onAbort(ending, (reason) => {
        emitter.reason = reason
        run()
      })
    },
    removeListener: () => letGo(),
  }
  return emitter as unknown as Dispatcher.RequestOptions['signal']
}
