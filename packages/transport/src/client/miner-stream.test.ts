import { limitTime } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { describe, expect, it } from 'vitest'
import type { StreamDigest } from '../stream/records.js'
import { malformed } from './failure.js'
import { createMinerStream } from './miner-stream.js'

const endpoint = { hotkey: '5F', host: '198.51.100.1', port: 8091 }
const digest: StreamDigest = { chunks: 3, bytes: 30, sha256: '00' }

/** A stream of a miner that takes these times in ms before each chunk, and before its end. */
function start(pauses: readonly number[], { waited = false, checkMs = 0, refuses = -1 } = {}) {
  const clock = createManualClock()
  const ends = limitTime(1_000, { clock })
  const log: string[] = []
  async function* open(): AsyncGenerator<unknown, StreamDigest, undefined> {
    try {
      for (const [index, pause] of pauses.entries()) {
        await clock.sleep(pause)
        if (index === pauses.length - 1) return digest
        log.push(`chunk ${index}`)
        yield index
      }
      return digest
    } finally {
      log.push('ended')
    }
  }
  const stream = createMinerStream({
    ...{ endpoint, name: 'write', deadlineMs: 1_000, ends, maxConcurrent: 4, open, clock },
    synapse: { chunkDeadlineMs: 300 },
    async check(chunk) {
      if (checkMs > 0) await clock.sleep(checkMs)
      if (chunk === refuses) throw malformed(endpoint, 'it is no such chunk')
      return chunk
    },
    async takeSlot() {
      if (waited) await clock.sleep(200)
      return { waited, [Symbol.dispose]: () => void log.push('slot free') }
    },
  })
  return { clock, log, stream, iterator: stream[Symbol.asyncIterator]() }
}

describe('the time of a stream', () => {
  it('is measured from the slot to the first chunk and to the end', async () => {
    const { clock, log, stream, iterator } = start([100, 50, 70], { waited: true })
    const chunks = clock.runUntil(Promise.all([iterator.next(), iterator.next(), iterator.next()]))
    expect((await chunks).map(({ value }) => value)).toEqual([0, 1, undefined])
    expect(await stream.result).toEqual({
      ...{ kind: 'ok', bytes: 30, sha256: '00' },
      ...{ chunks: 2, firstChunkMs: 100, latencyMs: 220 },
    })
    expect([log, clock.pending]).toEqual([['chunk 0', 'chunk 1', 'ended', 'slot free'], 0])
  })

  it.each([
    [[301, 1], 300],
    [[299, 301, 1], 599],
  ])('passes with %j for each chunk by itself, at %i', async (pauses, at) => {
    const { clock, stream, iterator } = start(pauses)
    void iterator.next()
    void iterator.next()
    const result = await clock.runUntil(stream.result)
    expect(result).toMatchObject({ kind: 'absent', code: 'RESPONSE_ABSENT', chunks: pauses.length - 2 })
    expect(clock.now()).toBe(at)
  })

  it('passes in all while each chunk is in time', async () => {
    const { clock, stream, iterator } = start([250, 250, 250, 250, 250, 1])
    for (let read = 0; read < 5; read++) void iterator.next()
    const result = await clock.runUntil(stream.result)
    expect(result).toMatchObject({ kind: 'absent', code: 'RESPONSE_ABSENT', chunks: 3, latencyMs: 1_000 })
  })

  it('that the consumer takes is not charged to the miner', async () => {
    const { clock, log, stream } = start([10, 10, 10, 10])
    await clock.runUntil(stream.result)
    expect(await stream.result).toMatchObject({ kind: 'ours', code: 'STREAM_UNREAD', chunks: 1 })
    expect(log).toEqual(['chunk 0', 'slot free', 'ended'])
  })

  it('is charged to the miner that took most of it', async () => {
    const { clock, stream, iterator } = start([290, 290, 290, 290])
    await clock.runUntil(iterator.next())
    await clock.advance(290 + 200)
    await iterator.next()
    expect(await clock.runUntil(stream.result)).toMatchObject({ kind: 'absent', latencyMs: 1_000 })
  })
})

describe('a check', () => {
  it('takes the time of the consumer: what has arrived is in time', async () => {
    const { clock, stream, iterator } = start([10, 10], { checkMs: 5_000 })
    const chunk = clock.runUntil(iterator.next())
    expect(await chunk).toEqual({ done: false, value: 0 })
    expect(await stream.result).toMatchObject({ kind: 'ok', latencyMs: 20 })
    expect(clock.now()).toBe(5_010)
  })

  it('that refuses a chunk ends the stream, also after its end has arrived', async () => {
    for (const refuses of [0, 1]) {
      const { clock, log, stream, iterator } = start([10, 10, 10], { refuses, checkMs: 50 })
      const got: unknown[] = []
      for (let read = 0; read < 3; read++) got.push((await clock.runUntil(iterator.next())).value)
      expect(got).toEqual(refuses === 0 ? [undefined, undefined, undefined] : [0, undefined, undefined])
      expect(await clock.runUntil(stream.result)).toMatchObject({
        kind: 'malformed',
        code: 'RESPONSE_MALFORMED',
      })
      await clock.advance(10)
      expect(log).toContain('ended')
    }
  })
})

describe('a consumer', () => {
  it('gets one chunk ahead read for it, and no more', async () => {
    const { clock, log, iterator } = start([1, 1, 1, 1, 1])
    await clock.advance(50)
    expect(log).toEqual(['chunk 0'])
    await iterator.next()
    await clock.advance(50)
    expect(log).toEqual(['chunk 0', 'chunk 1'])
    await iterator.return?.()
    await clock.advance(1)
    expect(log).toEqual(['chunk 0', 'chunk 1', 'slot free', 'ended'])
    expect(await iterator.next()).toMatchObject({ done: false, value: 1 })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('that leaves after the end changes nothing', async () => {
    const { clock, stream, iterator } = start([1, 1])
    await clock.runUntil(Promise.all([iterator.next(), iterator.next()]))
    await iterator.return?.()
    expect(await stream.result).toMatchObject({ kind: 'ok' })
  })
})
