import type { Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

const raws = new WeakMap<Socket, Socket>()

/** The TCP socket under a TLS socket of a server whose sockets are watched; any other socket itself. */
export const rawOf = (socket: Socket): Socket => raws.get(socket) ?? socket

/** Links each TLS socket of a server with its TCP socket. Node does not: both have the same remote address and port. */
export function watchRawSockets(server: Server): void {
  const open = new Map<string, Socket>()
  const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    open.set(name, socket)
    socket.once('close', () => {
      if (open.get(name) === socket) open.delete(name)
    })
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    const raw = open.get(nameOf(socket))
    if (raw) raws.set(socket, raw)
    else socket.destroy()
  })
}
