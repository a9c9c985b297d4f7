import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { attacks } from './attacks.js'

// Runs one attack until its parent ends it: `attacker-process.ts <port> <attack> <connections>`.
const [port = '', name = '', most = ''] = process.argv.slice(2)
const { connections, script } = attacks[name]!
const wanted = Math.min(connections, Number(most))
let opened = 0

/** From other addresses than the honest caller's, where this machine has more than one. */
const addressOf = (n: number) => (process.platform === 'linux' ? `127.0.0.${2 + (n % 12)}` : undefined)

function open(): void {
  const n = opened++
  const { first, again = [], halfClose, deaf, once } = script(n)
  const localAddress = addressOf(n)
  const socket: Socket = connect({
    ...{ port: Number(port), host: '127.0.0.1', allowHalfOpen: true },
    ...(localAddress !== undefined && { localAddress }),
  })
  let step = 0
  const timer = setInterval(() => {
    const part = again[Math.min(step++, again.length - 1)]
    if (part !== undefined && socket.writableLength < 1e5) socket.write(part)
  }, 50)
  socket.on('connect', () => {
    socket.write(first)
    if (halfClose) socket.end()
  })
  if (!deaf) socket.resume()
  socket.on('end', () => socket.end())
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(timer)
    if (!once) setTimeout(open, 50)
  })
}

process.on('disconnect', () => process.exit(0))
for (let count = 0; count < wanted; count++) {
  open()
  if (count % 50 === 49) await sleep(10)
}
await sleep(300)
process.send?.({ opened })
