import { isSubnetError } from '@subnetkit/base'
import { expect, it } from 'vitest'
import { Refusal } from '../client/failure.js'
import { readStream } from '../client/read-stream.js'
import { macMatches, macOf } from '../session/mac.js'
import { streamPayload } from '../session/payload.js'
import { createDigest } from './digest.js'
import { chunkLine, endLine, type StreamEnd } from './records.js'

const endpoint = { hotkey: '', host: '198.51.100.1', port: 8091 }
const maxBytes = 100
const answerKey = Buffer.alloc(32, 7)
const requestMac = '5a'.repeat(32)

const line = (value: unknown) => chunkLine(value)!
function endOf(lines: readonly string[], change: Partial<StreamEnd> = {}): string {
  const digest = createDigest()
  for (const text of lines) digest.add(Buffer.from(text))
  return endLine({ ...digest.end(), ...change })
}
const macFor = (lines: readonly string[]) => {
  const { sha256 } = JSON.parse(endOf(lines)).end as StreamEnd
  return macOf(answerKey, streamPayload({ requestMac, status: 200, sha256 }))
}
const error = (httpStatus: number, code: string) =>
  `${JSON.stringify({ error: { message: 'm', code: -32603, data: { httpStatus, subnetkit: { code, message: 'm', fix: 'F.' } } } })}\n`

const two = [line({ text: 'Hel' }), line({ text: 'lo é' })]
const [first, second] = two as [string, string]
const mac = macFor(two)
const wide = line('x'.repeat(maxBytes - line('').length))

const cases: readonly (readonly [name: string, inSession: boolean, body: string])[] = [
  ['two chunks', false, two.join('') + endOf(two)],
  ['no chunk', false, endOf([])],
  ['a chunk that is null', false, line(null) + endOf([line(null)])],
  [
    'members that nobody knows',
    false,
    `{"chunk":1,"x":2}\n${endOf(['{"chunk":1,"x":2}\n'], { y: 3 } as object)}`,
  ],
  ['spaces in a record', false, ` { "chunk" : 1 }\n${endOf([' { "chunk" : 1 }\n'])}`],
  ['as many bytes as allowed', false, wide + endOf([wide])],
  ['one byte more than allowed', false, line('') + wide + endOf([line(''), wide])],
  ['nothing', false, ''],
  ['no end', false, two.join('')],
  ['an end without its LF', false, (two.join('') + endOf(two)).slice(0, -1)],
  ['a record without its end', false, first + second.slice(0, 8)],
  ['a chunk less', false, first + endOf(two)],
  ['chunks in another order', false, second + first + endOf(two)],
  ['a count that is wrong', false, two.join('') + endOf(two, { chunks: 3 })],
  ['bytes that are wrong', false, two.join('') + endOf(two, { bytes: 1 })],
  [
    'a hash in capitals',
    false,
    two.join('') + endOf(two).replace(/"sha256":"(\w+)"/, (part) => part.toUpperCase()),
  ],
  ['a record after the end', false, two.join('') + endOf(two) + endOf(two)],
  ['a record of two kinds', false, '{"chunk":1,"error":{}}\n'],
  ['a record of no kind', false, `{}\n${endOf([])}`],
  ['an empty line', false, `\n${endOf([])}`],
  ['no JSON', false, `Hello\n${endOf([])}`],
  ['a failure of the handler', false, first + error(500, 'HANDLER_FAILED')],
  ['a failure in its first record', false, error(503, 'MINER_OVERLOADED')],
  ['a failure without a status', false, `${first}{"error":{}}\n`],
  ['two chunks in a session', true, two.join('') + endOf(two, { mac })],
  ['no chunk in a session', true, endOf([], { mac: macFor([]) })],
  ['a session without its MAC', true, two.join('') + endOf(two)],
  ['the MAC of another stream', true, first + endOf([first], { mac })],
  ['a MAC cut short', true, two.join('') + endOf(two, { mac: mac.slice(0, 32) })],
]

async function outcomeOf(inSession: boolean, body: string) {
  let chunks = 0
  const records = readStream({
    endpoint,
    maxBytes,
    body: [Buffer.from(body)].values() as unknown as AsyncIterable<Buffer>,
    isAuthentic: ({ sha256 }, { mac: given = '' }) =>
      !inSession || macMatches(answerKey, streamPayload({ requestMac, status: 200, sha256 }), given),
    refusal: () => new Refusal({ kind: 'refused', code: '', reason: '', status: 500, retryAfterMs: null }),
  })
  try {
    for (;;) {
      const { done, value } = await records.next()
      if (done) return { chunks, expected: 'ok', sha256: value.sha256 }
      chunks++
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) return { chunks, expected: 'refused' }
    if (isSubnetError(thrown)) return { chunks, expected: thrown.code }
    throw thrown
  }
}

it('the vectors in docs follow from the implementation, and each broken stream has its outcome', async () => {
  const streams = await Promise.all(
    cases.map(async ([name, inSession, body]) => ({
      name,
      inSession,
      body,
      ...(await outcomeOf(inSession, body)),
    })),
  )
  const { sha256 } = JSON.parse(endOf(two)).end as StreamEnd
  const session = {
    answerKey: answerKey.toString('hex'),
    ...{ requestMac, status: 200, sha256, payload: streamPayload({ requestMac, status: 200, sha256 }), mac },
  }
  await expect(`${JSON.stringify({ maxBytes, session, streams }, null, 2)}\n`).toMatchFileSnapshot(
    '../../../../docs/vectors/stream.json',
  )
  expect(Object.fromEntries(streams.map(({ name, expected }) => [name, expected]))).toEqual({
    ...named(
      'ok',
      'two chunks',
      'no chunk',
      'a chunk that is null',
      'members that nobody knows',
      'spaces in a record',
    ),
    ...named('ok', 'as many bytes as allowed', 'two chunks in a session', 'no chunk in a session'),
    ...named('STREAM_CUT', 'nothing', 'no end', 'an end without its LF', 'a record without its end'),
    ...named('RESPONSE_MALFORMED', 'one byte more than allowed', 'a chunk less', 'chunks in another order'),
    ...named('RESPONSE_MALFORMED', 'a count that is wrong', 'bytes that are wrong', 'a hash in capitals'),
    ...named('RESPONSE_MALFORMED', 'a record after the end', 'a record of two kinds', 'a record of no kind'),
    ...named('RESPONSE_MALFORMED', 'an empty line', 'no JSON', 'a session without its MAC'),
    ...named('RESPONSE_MALFORMED', 'the MAC of another stream', 'a MAC cut short'),
    ...named(
      'refused',
      'a failure of the handler',
      'a failure in its first record',
      'a failure without a status',
    ),
  })
})

const named = (outcome: string, ...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, outcome]))
