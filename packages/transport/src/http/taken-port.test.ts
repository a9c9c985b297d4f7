import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { describeTakenPort } from './taken-port.js'

it('defect: a port in use is reported without the process that holds it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const holder = process.platform === 'linux' ? `taken by pid ${process.pid}` : 'in use'
  expect(await describeTakenPort(port)).toBe(`${port} is ${holder}`)
  server.close()
  await once(server, 'close')
  expect(await describeTakenPort(port)).toBe(`${port} is in use`)
})
