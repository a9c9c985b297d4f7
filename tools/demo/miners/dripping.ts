import type { Protocol } from '@subnetkit/core'
import type { Stage } from '../cast.js'
import { listen } from './raw-server.js'

/** Milliseconds from byte to byte: each one arrives within a timeout that restarts with every read. */
const pauseMs = 50

/** Starts a miner that answers at once, one byte at a time, for longer than anyone should wait. */
export async function startDripping<P extends Protocol>({ own, claim }: Stage<P>): Promise<void> {
  const server = await listen((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' })
    const answer = `{"result":{"data":{"completion":"${'slowly '.repeat(10_000)}`
    let sent = 0
    const timer = setInterval(() => response.write(answer.charAt(sent++) || ' '), pauseMs)
    response.on('close', () => clearInterval(timer))
  })
  await claim(own(server).port)
}
