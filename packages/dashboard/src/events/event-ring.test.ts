import { expect, it } from 'vitest'
import { createEventRing } from './event-ring.js'

const head = (block: number) => ({ kind: 'head-seen', block }) as const
const blocks = (events: readonly { readonly data: string }[] | null) =>
  events?.map(({ data }) => (JSON.parse(data) as { block: number }).block)

it('goes on after an id, and says when events are gone or of another process', () => {
  const ring = createEventRing(() => 0, { events: 3, chars: 10_000 })
  const empty = ring.last
  expect(ring.after(empty)).toEqual([])
  for (const block of [1, 2, 3]) ring.push(0, head(block))
  expect(blocks(ring.after(empty))).toEqual([1, 2, 3])
  const third = ring.last
  ring.push(0, head(4))
  expect(blocks(ring.after(third))).toEqual([4])
  expect(ring.after(ring.last)).toEqual([])
  expect(ring.after(empty)).toBeNull()
  for (const id of ['', 'x', '00000000-1', `${third}9`]) expect(ring.after(id)).toBeNull()
})

it('keeps no more characters than it may', () => {
  const ring = createEventRing(() => 0, { events: 100, chars: 100 })
  const empty = ring.last
  for (let block = 0; block < 50; block++) ring.push(0, head(block))
  expect(ring.after(empty)).toBeNull()
  const [instance] = ring.last.split('-')
  expect(blocks(ring.after(`${instance}-48`))).toEqual([48, 49])
})

it('keeps the news apart from what comes in hundreds, and numbers beyond JSON as text', () => {
  const ring = createEventRing(() => 7)
  ring.push(1, head(1))
  ring.push(1, { kind: 'weights-set', round: 3, block: 4 })
  ring.push(1, { kind: 'trouble-over', code: 9n as unknown as string })
  expect(ring.news()).toMatchObject([
    { at: 7, mechanism: 1, data: '{"kind":"weights-set","round":3,"block":4}' },
    { data: '{"kind":"trouble-over","code":"9"}' },
  ])
})
