import { afterEach, expect, test, vi } from 'vitest'
import { rubric } from '../../rubric/define-rubric.js'
import { criterion } from '../../rubric/parts.js'
import type { Receipt } from '../../store/records.js'
import { defineSubnet } from '../../subnet/define-subnet.js'
import type { WorkerContext } from '../context.js'
import { createShadowTime } from '../shadow-time.js'
import { sums } from '../testing/fixture.js'
import { addShadow } from './score-shadow.js'

afterEach(() => {
  vi.useRealTimers()
})

/** Scores one answer in the shadow of another version by this criterion. */
async function shadowed(
  score: (answer: { output: { sum: number } }) => number | Promise<number>,
  answers = 1,
  shadowTime = createShadowTime({ now: () => Date.now() }),
): Promise<Receipt[]> {
  const subnet = defineSubnet({
    ...sums,
    next: { version: 4, rubric: rubric(sums.tasks, { criteria: [criterion('next', 1, score as never)] }) },
  })
  const [task] = subnet.tasks.tasksFor(
    { netuid: 1, mechanism: 0, number: 1, secret: new Uint8Array(32) },
    'x',
  )
  const receipt = { outcome: 'scored', score: 0.75, output: { sum: 1 } } as unknown as Receipt
  const output = { sum: 1 }
  const result = { kind: 'ok', output, latencyMs: 1 } as const
  const clock = { now: () => Date.now() }
  const context = { subnet, clock, shadowTime } as unknown as WorkerContext
  const scored = Array.from({ length: answers }, () => ({ task: task!, result, receipt }))
  return addShadow(context, { number: 1, version: '3' }, scored as never)
}

function raise(message: string): never {
  throw new Error(message)
}

test.each([
  ['throws', (): number => raise('no'), 0, /^CHECKER_FAILED: /],
  ['returns NaN', (): number => Number.NaN, 0, /^SCORE_OUT_OF_RANGE: /],
  ['returns too much', (): number => 7, 0, /^SCORE_OUT_OF_RANGE: /],
] as const)('a shadow that %s leaves the active score alone, and is named', async (_, score, is, reason) => {
  const [receipt] = await shadowed(score)
  expect(receipt).toMatchObject({ score: 0.75, shadow: { version: '4', score: is } })
  expect(receipt?.shadow?.reason).toMatch(reason)
})

test('a shadow that changes the answer is named, and does not change its receipt', async () => {
  const [receipt] = await shadowed(({ output }) => {
    Object.assign(output as object, { sum: 99 })
    return 1
  })
  expect(receipt).toMatchObject({ output: { sum: 1 }, score: 0.75, shadow: { score: 0 } })
  expect(receipt?.shadow?.reason).toMatch(/^CHECKER_FAILED: .*sum/)
})

test('a shadow that hangs has 5 s for all answers of a miner, and what it did not score counts for nothing', async () => {
  vi.useFakeTimers()
  const scoring = shadowed(() => new Promise(() => {}), 3)
  await vi.advanceTimersByTimeAsync(5_000)
  const receipts = await scoring
  expect(receipts.map(({ score, shadow }) => [score, shadow?.score])).toEqual([
    [0.75, null],
    [0.75, null],
    [0.75, null],
  ])
})

test('a version without another one has no shadow', async () => {
  const receipt = { outcome: 'scored', score: 0.75 } as unknown as Receipt
  const context = { subnet: sums } as unknown as WorkerContext
  expect(
    await addShadow(context, { number: 1, version: '3' }, [{ task: {}, result: {}, receipt } as never]),
  ).toEqual([receipt])
})

test('a shadow that hangs takes 30 s of a round in all, however many miners there are', async () => {
  vi.useFakeTimers()
  const time = createShadowTime({ now: () => Date.now() })
  const startedAt = Date.now()
  for (let miner = 0; miner < 8; miner++) {
    const scoring = shadowed(() => new Promise(() => {}), 1, time)
    await vi.advanceTimersByTimeAsync(time.left(1) > 0 ? 5_000 : 0)
    expect((await scoring)[0]).toMatchObject({ score: 0.75, shadow: { score: null } })
  }
  expect(Date.now() - startedAt).toBe(30_000)
})
