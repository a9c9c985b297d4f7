// A miner that answers /<body>-<schema> with a heavy body of just under 256 kB, and /ok with a small one. Serves until its
// input ends.
import { createServer } from 'node:http'

const size = 255_000
const list = (part) =>
  `[${Array(Math.floor(size / (part.length + 1)))
    .fill(part)
    .join()}]`
const wide = (part) => {
  const names = Array.from({ length: Math.floor(size / (8 + part.length)) }, (_, at) =>
    at.toString(36).padStart(4, 'z'),
  )
  return `{${names.map((name) => `"${name}":${part}`).join()}}`
}
const valid = '{"a":1,"b":"x","c":"y","d":2,"e":"z"}'
const bodies = {
  empty: list('{}'),
  numbers: list('1'),
  lists: list('[]'),
  valid: list(valid),
  tagged: list('{"t":2}'),
  wide: wide('1'),
  members: wide('{}'),
  deep: '['.repeat(127_000) + ']'.repeat(127_000),
  chain: `${'{"left":'.repeat(400)}1${',"kind":"z"}'.repeat(400)}`,
}

const server = createServer((request, response) => {
  const data = bodies[request.url.slice(1).split('-')[0]] ?? '{"n":1}'
  request.resume().on('end', () => {
    const body = `{"result":{"data":${data}}}`
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  })
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`),
)
process.stdin.resume().on('end', () => process.exit())
