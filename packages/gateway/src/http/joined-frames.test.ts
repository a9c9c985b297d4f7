import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createStop } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import { type EventStream, openEventStream } from './event-stream.js'

/** A response that notes each write, and how often it was full. */
class Response extends EventEmitter {
  headersSent = false
  destroyed = false
  writableNeedDrain = false
  readonly written: string[] = []
  readonly #log: string[]

  constructor(log: string[] = []) {
    super()
    this.#log = log
  }

  writeHead() {
    this.headersSent = true
  }
  write(text: string) {
    this.written.push(text)
    this.#log.push(text)
    return true
  }
  end(text: string) {
    this.write(text)
  }
}

const open = (response: Response): EventStream =>
  openEventStream({
    response: response as unknown as ServerResponse,
    stop: createStop(),
    clock: createManualClock(),
    headers: () => ({}),
  })
const frames = (count: number, text: string) => Array.from({ length: count }, (_, at) => ({ at, text }))
const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve))

it('defect: frames that are ready in one tick were written one by one', async () => {
  const response = new Response()
  using stream = open(response)
  for (const frame of frames(100, 'word')) await stream.send(frame)
  stream.done()
  expect(response.written).toHaveLength(1)
  const [text] = response.written
  expect(text?.match(/^data: \{"at":\d+,"text":"word"\}$/gm)).toHaveLength(100)
  expect(text?.endsWith('data: [DONE]\n\n')).toBe(true)
})

it('writes a frame that is ready alone within its tick', async () => {
  const response = new Response()
  using stream = open(response)
  for (const frame of frames(3, 'token')) {
    await stream.send(frame)
    await nextTick()
    expect(response.written).toHaveLength(frame.at + 1)
  }
  expect(response.written[2]).toBe('data: {"at":2,"text":"token"}\n\n')
})

it('defect: a stream wrote all of its frames before the next one began', async () => {
  const log: string[] = []
  const text = 'x'.repeat(1_000)
  const streams = ['one', 'other'].map(async (name) => {
    using stream = open(new Response(log))
    for (const frame of frames(64, text)) await stream.send({ name, ...frame })
    stream.done()
  })
  await Promise.all(streams)
  const order = log.flatMap((piece) => /"name":"(\w+)"/.exec(piece)?.[1] ?? [])
  expect(order.slice(0, 6)).toEqual(['one', 'other', 'one', 'other', 'one', 'other'])
  // No write is much longer than a turn.
  expect(Math.max(...log.map(({ length }) => length))).toBeLessThan(18_000)
})

it('ends with what is ready before an error', async () => {
  const response = new Response()
  using stream = open(response)
  await stream.send({ text: 'Begun' })
  expect(stream.fail(Object.assign(new Error('gone'), { status: 500 }) as never)).toBe(true)
  expect(response.written).toHaveLength(1)
  expect(response.written[0]).toMatch(/^data: \{"text":"Begun"\}\n\ndata: \{"error"/)
})

it('waits for a client that does not read before the next frame', async () => {
  const response = new Response()
  using stream = open(response)
  response.writableNeedDrain = true
  let isSent = false
  const sending = stream.send({ text: 'Hi' }).then(() => {
    isSent = true
  })
  await nextTick()
  expect([response.written.length, isSent]).toEqual([1, false])
  response.writableNeedDrain = false
  response.emit('drain')
  await sending
  expect(isSent).toBe(true)
})
