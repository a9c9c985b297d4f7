import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A request as a miner sees it, its body only for the test to know which it is. */
export interface SeenRequest {
  readonly at: number
  readonly body: string
  readonly bytes: number
  /** Number of the order of header names, in the order of their first use. */
  readonly order: number
  /** Requests that the connection had carried before. */
  readonly used: number
  /** Bytes of all header values. */
  readonly headBytes: number
  /** Parts in which the body came. */
  readonly parts: number
  /** Time from the headers to the end of the body. */
  readonly bodyMs: number
  /** Requests that were being answered when it came. */
  readonly beside: number
}

/** A listener in front of a miner that passes requests on as they come, and remembers all of them. */
export interface RecordingProxy extends AsyncDisposable {
  readonly port: number
  readonly seen: readonly SeenRequest[]
}

export async function createRecordingProxy(minerPort: number, now: () => number): Promise<RecordingProxy> {
  const seen: SeenRequest[] = []
  const orders = new Map<string, number>()
  const used = new WeakMap<Socket, number>()
  let running = 0
  const agent = new Agent({ keepAlive: true })

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = now()
    const beside = running++
    response.once('close', () => void running--)
    const before = used.get(request.socket) ?? 0
    used.set(request.socket, before + 1)
    const order = request.rawHeaders.filter((_, index) => index % 2 === 0).join()
    if (!orders.has(order)) orders.set(order, orders.size)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { method, url: path, headers } = request
    seen.push({
      ...{ at, body: body.toString(), bytes: body.length, order: orders.get(order)!, used: before },
      headBytes: request.rawHeaders.reduce((sum, text, place) => sum + (place % 2) * text.length, 0),
      ...{ parts: chunks.length, bodyMs: now() - at, beside },
    })
    const onward = send({ agent, host: '127.0.0.1', port: minerPort, method, path, headers })
    onward.end(body)
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    response.writeHead(answer.statusCode!, answer.headers)
    answer.pipe(response)
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      agent.destroy()
    },
  }
}
