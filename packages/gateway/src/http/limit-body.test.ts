import { connect } from 'node:net'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { bodyTime, longestRequestMs } from './limit-body.js'

/** A request as it is on the wire, and what comes back until the connection is closed. */
function open({ gateway: { host, port } }: TestGateway, text: string) {
  const socket = connect(port, host, () => socket.write(text))
  let answer = ''
  socket.on('data', (piece) => {
    answer += piece
  })
  socket.on('error', () => {})
  return {
    closed: new Promise<string>((resolve) => socket.on('close', () => resolve(answer))),
    get answer() {
      return answer
    },
    [Symbol.dispose]: () => socket.destroy(),
  }
}
const head = ({ key }: TestGateway, first: string, more: string) =>
  `${first} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n${more}\r\n\r\n`
const models = [fakeModel([() => ok('fine')])]

it.each(['content-length: 100', 'transfer-encoding: chunked'])(
  'a body has a minute to arrive: %s',
  async (how) => {
    const clock = createManualClock()
    await using test = await startTestGateway({ models, clock })
    const before = clock.pending
    using one = open(test, `${head(test, 'POST /v1/chat/completions', how)}5\r\n{"mod`)
    await expect.poll(() => clock.pending).toBeGreaterThan(before)
    await clock.advance(60_000)
    expect(await one.closed).toMatch(/^HTTP\/1.1 400 [\s\S]*invalid_value/)
  },
)

it('defect: an object of 64 MB had a minute to arrive over any line', () => {
  expect(bodyTime('PUT', 64_000_000)).toBeGreaterThan(1_800_000)
  expect(bodyTime('PUT', 10 ** 15)).toBe(longestRequestMs)
  expect(bodyTime('POST', 64_000_000)).toBe(60_000)
})

it.each([
  ['without a host', 'GET /v1/key HTTP/1.1\r\nconnection: close', 400],
  [
    'that expects what it does not say',
    'GET /v1/models HTTP/1.1\r\nhost: x\r\nexpect: more\r\nconnection: close',
    401,
  ],
  ['with a whole address', 'GET http://gateway/v1/models HTTP/1.1\r\nhost: x\r\nconnection: close', 401],
])('defect: a request %s had no answer in JSON', async (_, text, status) => {
  await using test = await startTestGateway({ models })
  using one = open(test, `${text}\r\n\r\n`)
  const answer = await one.closed
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toHaveProperty('error.code')
})
