import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { honestAnswer, type RogueAnswer, rogueAnswers } from './rogue-answers.js'

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Answers each request whose headers and body have come. */
const miner = (answer: RogueAnswer) =>
  createServer((socket: Socket) => {
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (part) => {
      text += part.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (end < 0 || text.length < end + 4 + length) return
      text = ''
      answer(socket)
    })
  })

// Many miners in one process, which says where they listen.
const honest: number[] = []
const rogue: Record<string, number> = {}
for (const [name, answer] of Object.entries(rogueAnswers)) {
  rogue[name] = await listen(miner(answer))
  honest.push(await listen(miner((socket) => socket.write(honestAnswer))))
}
// The second answer comes unasked, on the same connection.
honest.push(await listen(miner((socket) => socket.write(honestAnswer) && socket.write(honestAnswer))))
process.on('disconnect', () => process.exit(0))
process.send?.({ honest, rogue })
