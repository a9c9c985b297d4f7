// One server in plain compiled JavaScript, as users run it: `miner <secret URI>`, with receipts as `runMiner` has them;
// `http` (node:http with zod); or `socket` (a fixed answer to whatever arrives: the limit of the load itself). Serves until
// its input ends.
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { synapse } from '@subnetkit/core'
import { serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'

const protocol = {
  echo: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}

const kinds = {
  async miner(uri) {
    const keypair = createKeypair(uri)
    const handlers = { echo: ({ input: { text } }) => ({ text }) }
    // Counted like any caller's, only never too many.
    const rateLimit = { limit: 1_000_000_000, windowMs: 60_000 }
    const options = { hotkey: keypair.address, admission: null, receipts: { keypair }, rateLimit }
    return (await serveMiner({ protocol }, handlers, options)).port
  },
  http: () =>
    listen(
      createHttpServer(async (request, response) => {
        const chunks = []
        for await (const chunk of request) chunks.push(chunk)
        const { text } = protocol.echo.input.parse(JSON.parse(Buffer.concat(chunks).toString()))
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text }))
      }),
    ),
  socket: () =>
    listen(
      createSocketServer((socket) => {
        const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
        socket.on('data', () => socket.write(answer)).on('error', () => {})
      }),
    ),
}

async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

const [kind, ...given] = process.argv.slice(2)
const port = await kinds[kind](...given)
process.stdout.write(`${JSON.stringify({ port })}\n`)
process.stdin.on('end', () => process.exit()).resume()
