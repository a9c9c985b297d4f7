import { EventEmitter } from 'node:events'
import type { SubnetError } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { describe, expect, it } from 'vitest'
import { transportError } from '../errors/transport-error.js'
import { sendStream } from './send-stream.js'

/** A caller that reads as long as `reads`. */
class Sink extends EventEmitter {
  destroyed = false
  reads = true
  readonly sent: string[] = []
  writeHead(status: number) {
    this.sent.push(`${status}`)
  }
  write(text: string) {
    this.sent.push(text)
    return this.reads
  }
  destroy() {
    this.destroyed = true
  }
  end(text: string) {
    this.sent.push(text)
  }
}

function start(
  chunks: (signal: AbortSignal, sleep: (ms: number) => Promise<void>) => AsyncIterable<unknown>,
) {
  const clock = createManualClock()
  const response = new Sink()
  const ends = new AbortController()
  const log: string[] = []
  const outcomes: string[] = []
  const sent: Promise<SubnetError | string | null> = sendStream({
    ...{ name: 'write', response, ends, clock, headers: {}, nextTurn: async () => {} },
    chunks: chunks(ends.signal, (ms) => clock.sleep(ms)),
    synapse: { chunkDeadlineMs: 300, deadlineMs: 1_000, maxBytes: 100 },
    seal: () => ({}),
    encodeError: ({ code }) => `{"error":"${code}"}`,
    onClosed: () => log.push(`closed at ${clock.now()}`),
  }).then(
    ({ error, isWhole, bytes }) => {
      outcomes.push(`${isWhole ? 'whole' : 'not whole'}, ${bytes} bytes`)
      return error
    },
    (error: SubnetError) => `thrown ${error.code}`,
  )
  return { clock, response, ends, log, outcomes, sent }
}

describe('the time of a handler', () => {
  it('is limited for each chunk; before the first one the failure is a refusal', async () => {
    const { clock, response, log, sent } = start(async function* (_, sleep) {
      await sleep(301)
      yield 1
    })
    expect(await clock.runUntil(sent)).toBe('thrown HANDLER_TOO_SLOW')
    expect([clock.now(), response.sent]).toEqual([300, []])
    await clock.advance(1)
    expect(log).toEqual(['closed at 301'])
  })

  it('is limited for each chunk; later the failure is the last record', async () => {
    const { clock, response, sent } = start(async function* (_, sleep) {
      yield 1
      await sleep(301)
      yield 2
    })
    expect(await clock.runUntil(sent)).toMatchObject({
      code: 'HANDLER_TOO_SLOW',
      details: { deadlineMs: 300 },
    })
    expect(response.sent).toEqual(['200', '{"chunk":1}\n', '{"error":"HANDLER_TOO_SLOW"}\n'])
  })

  it('is limited in all; a generator that ignores its signal keeps its place until then', async () => {
    const { clock, log, sent } = start(async function* (_, sleep) {
      for (let n = 0; n < 3; n++) {
        await sleep(200)
        yield n
      }
      await sleep(100_000)
    })
    expect(await clock.runUntil(sent)).toMatchObject({ details: { deadlineMs: 300 } })
    expect([clock.now(), log]).toEqual([900, []])
    await clock.advance(100)
    expect(log).toEqual(['closed at 1000'])
  })
})

describe('a caller', () => {
  it('that stops reading holds the handler up, until the total time is over', async () => {
    let yielded = 0
    const { clock, response, sent } = start(async function* () {
      for (; yielded < 9; yielded++) yield yielded
    })
    response.reads = false
    expect(await clock.runUntil(sent)).toMatchObject({ code: 'STREAM_UNREAD' })
    expect([yielded, clock.now(), response.destroyed]).toEqual([0, 1_000, true])
    expect(response.listenerCount('drain')).toBe(0)
  })

  it('that reads on lets the handler go on', async () => {
    const { clock, response, outcomes, sent } = start(async function* () {
      yield 1
      yield 2
    })
    response.reads = false
    await clock.advance(500)
    response.reads = true
    response.emit('drain')
    expect(await sent).toBeNull()
    expect(outcomes).toEqual(['whole, 24 bytes'])
    expect(response.sent.at(-1)).toMatch(/^\{"end":\{"chunks":2,"bytes":24,"sha256":"[0-9a-f]{64}"\}\}\n$/)
  })

  it('that leaves ends the handler without an error', async () => {
    const { clock, response, ends, log, outcomes, sent } = start(async function* (_, sleep) {
      yield 1
      await sleep(100)
    })
    await clock.advance(10)
    response.destroyed = true
    ends.abort(new Error('the connection is closed'))
    expect(await sent).toBeNull()
    await clock.advance(100)
    expect([response.sent, log]).toEqual([['200', '{"chunk":1}\n'], ['closed at 100']])
    expect(outcomes).toEqual(['not whole, 12 bytes'])
  })
})

it.each<[string, () => AsyncIterable<unknown>, string | object]>([
  [
    'is undefined',
    async function* () {
      yield undefined
    },
    'thrown HANDLER_FAILED',
  ],
  [
    'is a bigint',
    async function* () {
      yield 1n
    },
    'thrown HANDLER_FAILED',
  ],
  [
    'is too large',
    async function* () {
      yield 'x'.repeat(100)
    },
    'thrown HANDLER_FAILED',
  ],
  [
    'is undefined later',
    async function* () {
      yield 1
      yield undefined
    },
    { code: 'HANDLER_FAILED' },
  ],
  [
    'is followed by an error',
    async function* () {
      yield 1
      throw new Error('x')
    },
    { code: 'HANDLER_FAILED' },
  ],
  [
    'is refused',
    // biome-ignore lint/correctness/useYield: it fails first
    async function* () {
      throw transportError('BODY_TOO_LARGE', { limit: 1 })
    },
    'thrown BODY_TOO_LARGE',
  ],
])('a chunk that %s fails the stream', async (_, chunks, expected) => {
  const { clock, log, sent } = start(chunks)
  const failure = await sent
  if (typeof expected === 'string') expect(failure).toBe(expected)
  else expect(failure).toMatchObject(expected)
  await clock.advance(1)
  expect(log).toEqual(['closed at 0'])
})
