import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createDevnet } from '../devnet.js'

/** Number of the head, asked over a websocket to this address. */
const headOver = (url: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.on('open', () => socket.send('{"jsonrpc":"2.0","id":1,"method":"chain_getHeader","params":[]}'))
    socket.on('message', (data) => {
      socket.close()
      resolve(JSON.parse(String(data)).result.number)
    })
    socket.on('error', reject)
  })

const listenOn = (address: string, port = 0) =>
  new Promise<{ port: number; close: () => void } | null>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, address, () => {
      resolve({ port: (server.address() as { port: number }).port, close: () => void server.close() })
    })
  })

test('defect: the devnet answers on ::1 as on 127.0.0.1, for clients that take the first address of localhost', async ({
  skip,
}) => {
  const six = await listenOn('::1')
  if (six === null) return skip('this machine has no IPv6')
  six.close()
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
  devnet.mine(2)
  const { port } = new URL(devnet.url as string)
  expect(await headOver(`ws://127.0.0.1:${port}`)).toBe('0x2')
  expect(await headOver(`ws://[::1]:${port}`)).toBe('0x2')
})

test('a port that is taken on ::1 alone is refused as taken', async ({ skip }) => {
  const six = await listenOn('::1')
  if (six === null) return skip('this machine has no IPv6')
  const devnet = createDevnet({ port: six.port, blockTime: 'manual' })
  await expect(devnet).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    fix: expect.stringMatching(/in use/),
  })
  six.close()
})
