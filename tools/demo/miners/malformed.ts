import { type Listener, listen } from './raw-server.js'

/** Responses, in turn: no JSON, JSON of another shape, the right shape with a wrong type. */
const bodies = [
  '<html>it works</html>',
  '{"answer":"42"}',
  '{"result":{"data":{"completion":42,"tokensUsed":"many","finishReason":"stop","modelId":null}}}',
]

/** A miner that responds quickly, but never in the protocol. */
export function serveMalformed(): Promise<Listener> {
  let calls = 0
  return listen((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(bodies[calls++ % bodies.length])
    })
  })
}
