import type { Protocol } from '@subnetkit/core'
import type { Stage } from '../cast.js'
import { listen } from './raw-server.js'

/** Responses, in turn: no JSON, JSON of another shape, the shape of an answer with wrong types. */
const bodies = [
  '<html>it works</html>',
  '{"answer":"42"}',
  '{"result":{"data":{"completion":42,"tokensUsed":"many","finishReason":"stop","modelId":null}}}',
]

/** Starts a miner that responds quickly, but never in the protocol. */
export async function startMalformed<P extends Protocol>({ own, claim }: Stage<P>): Promise<void> {
  let calls = 0
  const server = await listen((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(bodies[calls++ % bodies.length])
    })
  })
  await claim(own(server).port)
}
