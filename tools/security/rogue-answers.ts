import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** Behavior of a rogue miner on the connection of a request. */
export type RogueAnswer = (socket: Socket) => void

/** The answer of an honest miner. */
export const honestBody = '{"result":{"data":"x"}}'
const ok = 'HTTP/1.1 200 OK\r\n'
const whole = (body: string | Buffer, ...headers: string[]) =>
  Buffer.concat([
    Buffer.from([`${ok.trim()}`, ...headers, `Content-Length: ${body.length}`, '', ''].join('\r\n')),
    Buffer.from(body),
  ])
/** The answer of an honest miner, as bytes. */
export const honestAnswer = whole(honestBody, 'Content-Type: application/json')

function every5Ms(socket: Socket, write: () => void): void {
  const timer = setInterval(() => {
    if (socket.writableLength < 1e5) write()
  }, 5)
  socket.on('close', () => clearInterval(timer))
}
const drip =
  (first: string, again: string): RogueAnswer =>
  (socket) => {
    socket.write(first)
    every5Ms(socket, () => socket.write(again))
  }
const once =
  (bytes: string | Buffer): RogueAnswer =>
  (socket) =>
    socket.write(bytes)
const bomb = gzipSync(Buffer.alloc(20_000_000))
/** As many items as an answer of the default size can hold. */
const listOf = (item: string) =>
  once(
    whole(
      `{"result":{"data":[${Array.from({ length: Math.floor(255_000 / (item.length + 1)) }, () => item)}]}}`,
    ),
  )

/** Tricks, by name; none of these answers may count as one. */
export const rogueAnswers: Readonly<Record<string, RogueAnswer>> = {
  silence: () => {},
  'slow headers': drip(ok, 'X-A: b\r\n'),
  'a dripping body': drip(`${ok}Content-Length: 100000\r\n\r\n`, ' '),
  'an endless body': drip(`${ok}Transfer-Encoding: chunked\r\n\r\n`, `8000\r\n${' '.repeat(0x8000)}\r\n`),
  'informational answers without end': drip('', 'HTTP/1.1 102 Processing\r\n\r\n'),
  '100 Continue without end': drip('', 'HTTP/1.1 100 Continue\r\n\r\n'),
  'a gzip bomb': once(whole(bomb, 'Content-Encoding: gzip')),
  'a redirect': once(
    'HTTP/1.1 307 Temporary Redirect\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n',
  ),
  'an upgrade': once('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
  'trailers without end': drip(`${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n`, 'X-A: b\r\n'),
  'a body that is too short': (socket) => socket.end(`${ok}Content-Length: 100\r\n\r\n${honestBody}`),
  'two lengths': once(`${ok}Content-Length: 23\r\nContent-Length: 2\r\n\r\n${honestBody}`),
  'a length and chunks': once(
    `${ok}Content-Length: 23\r\nTransfer-Encoding: chunked\r\n\r\n17\r\n${honestBody}\r\n0\r\n\r\n`,
  ),
  'an early close': (socket) => socket.destroy(),
  'a reset': (socket) => socket.resetAndDestroy(),
  'a huge status line': once(`HTTP/1.1 200 ${'O'.repeat(100_000)}\r\n\r\n`),
  'huge headers': once(`${ok}X-A: ${'a'.repeat(100_000)}\r\n\r\n`),
  'many headers': once(`${ok}${'X-A: b\r\n'.repeat(20_000)}\r\n`),
  'a folded header': once(`${ok}Content-Length: 2\r\n 3\r\n\r\n${honestBody}`),
  'no HTTP': once(Buffer.from([0, 255, 13, 10, 1, 2, 3])),
  'another protocol': once('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'a status of 999': once('HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n'),
  'no content': once('HTTP/1.1 204 No Content\r\n\r\n'),
  'deep JSON': once(whole(`{"result":{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`)),
  'a list of empty objects': listOf('{}'),
  'a list of numbers': listOf('1'),
  'another type': once(whole('{"result":{"data":{"__proto__":{"polluted":true}}}}')),
  'a polluted envelope': once(
    whole('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  ),
  'not JSON': once(whole('<html>')),
}
