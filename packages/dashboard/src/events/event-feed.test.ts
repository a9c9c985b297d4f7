import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import { createEventFeed } from './event-feed.js'
import { createEventRing } from './event-ring.js'

/** A response whose reader takes as many writes as it likes, and then none. */
function readerOf(takes: number) {
  const read: string[] = []
  const response = new Writable({
    write(chunk: Buffer, _, done) {
      if (read.length >= takes) return
      read.push(String(chunk))
      done()
    },
  })
  Object.assign(response, { writeHead: () => response })
  return { read, response: response as ServerResponse }
}
const trouble = (reason: string) => ({ kind: 'trouble', code: 'C', reason, fix: 'F.' }) as const

it('defect: a reader that missed more than may wait for it was cut off at each return', () => {
  const clock = createManualClock()
  const ring = createEventRing(() => 0)
  using feed = createEventFeed({ ring, clock })
  const before = ring.last
  for (let time = 0; time < 2_000; time++) ring.push(0, trouble('x'.repeat(900)))
  const { read, response } = readerOf(1)
  expect(feed.serve(response, before)).toBe(true)
  expect(response.destroyed).toBe(false)
  expect(read[0]).toMatch(/event: reset\n/)
  expect(read[0]).toContain(`id: ${ring.last}\n`)
})

it('a reader that does not read is cut off, and costs the others nothing', async () => {
  const clock = createManualClock()
  const ring = createEventRing(() => 0)
  using feed = createEventFeed({ ring, clock })
  const [slow, fast] = [readerOf(1), readerOf(10_000)]
  for (const { response } of [slow, fast]) feed.serve(response, null)
  for (let time = 0; time < 100; time++) {
    for (let one = 0; one < 10; one++) ring.push(0, trouble('x'.repeat(900)))
    await clock.advance(100)
  }
  expect(slow.response.destroyed).toBe(true)
  expect([fast.response.destroyed, feed.open]).toEqual([false, 1])
  expect(fast.read.join('').match(/"reason"/g)).toHaveLength(1_000)
})

it('defect: a reason of a megabyte went to every page, with marks that turn writing', () => {
  const ring = createEventRing(() => 0)
  ring.push(0, trouble(`\u202Egnp.exe ${'x'.repeat(1_000_000)}`))
  const [{ data } = { data: '' }] = ring.news()
  expect(data).toContain('⟨U+202E⟩gnp.exe')
  expect(data.length).toBeLessThan(1_100)
})
