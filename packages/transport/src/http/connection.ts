import type { Dispatcher } from 'undici'
import { noChannel } from '../session/channel.js'
import type { Peer } from './pools.js'
import type { Connection } from './secure-connections.js'

/** Takes a connection of a peer for one request; at once without TLS, since another query may close the pool later. */
export function takeConnection(peer: Peer, signal: AbortSignal): Connection | Promise<Connection> {
  if (peer.secure) return peer.secure.take(signal)
  return { dispatcher: peer.pool, channel: noChannel, release() {} }
}

/** Sends one request on a connection, and releases it when its answer ends. */
export async function requestOn(
  connection: Connection,
  options: Dispatcher.RequestOptions,
): Promise<Dispatcher.ResponseData> {
  try {
    const response = await connection.dispatcher.request(options)
    response.body.once('close', () => connection.release())
    return response
  } catch (error) {
    connection.release()
    throw error
  }
}
