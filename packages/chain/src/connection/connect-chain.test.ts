import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { connectChain } from './connect-chain.js'

test('a chain that is not there is named with the reason of the socket', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')

  const failed = connectChain({ endpoint: `ws://127.0.0.1:${port}` })
  await expect(failed).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  await expect(failed).rejects.toThrow('ECONNREFUSED')
})

test.each([
  [{}, 'chain endpoint'],
  [{ endpoint: 'http://127.0.0.1:9944' }, 'chain endpoint http://127.0.0.1:9944'],
])('an endpoint that cannot be one is refused: %j', async (options, place) => {
  await expect(connectChain(options)).rejects.toMatchObject({ code: 'CONFIG_INVALID', details: { place } })
})
