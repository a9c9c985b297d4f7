import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { transportError } from '../errors/transport-error.js'

/** Value for a connection without TLS, which has nothing to bind to. */
export const noChannel = '-'

/**
 * Channel binding of a connection: its `tls-exporter` value of RFC 9266 in hex, or `-` without TLS. Both ends of one
 * TLS connection compute the same value, and nobody in between can have it. Throws SESSION_WRONG_CHANNEL below TLS 1.3,
 * where the exporter may be the same on two connections.
 */
export function channelOf(socket: Socket): string {
  if (!(socket instanceof TLSSocket)) return noChannel
  const protocol = socket.getProtocol()
  if (protocol !== 'TLSv1.3') {
    throw transportError('SESSION_WRONG_CHANNEL', {
      detail: `its connection uses ${protocol ?? 'no TLS yet'}`,
    })
  }
  return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)).toString('hex')
}
