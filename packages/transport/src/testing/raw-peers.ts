import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Plain sockets to a server under test, which one call destroys. */
export function createRawPeers() {
  const open: Socket[] = []
  return {
    /** Connects, and sends `text`. */
    async connect(port: number, text = ''): Promise<Socket> {
      const socket = connect(port, '127.0.0.1')
      open.push(socket)
      socket.on('error', () => {})
      await once(socket, 'connect')
      socket.write(text)
      return socket
    },
    destroy(): void {
      for (const socket of open.splice(0)) socket.destroy()
    },
  }
}
