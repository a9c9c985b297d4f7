import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import { chatView, synapse, z } from '../index.js'
import { promptOf } from './prompt-of.js'
import { createScoreLabels, labelsOf, type ScoreSource } from './score-labels.js'

type Receipts = Awaited<ReturnType<ScoreSource['receipts']>>

const protocol = {
  say: synapse({
    input: z.object({ chat: z.object({ text: z.string() }) }),
    output: z.object({ text: z.string() }),
  }),
}
const views = {
  chat: chatView(protocol, {
    synapse: 'say',
    toInput: ({ messages }) => ({ chat: { text: messages.at(-1)!.content } }),
    toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
  }),
}
const receipt = (hotkey: string, score: number, more: object = {}) => ({
  ...{ hotkey, registeredAt: 3, family: 'sums', outcome: 'scored', score },
  ...{ input: { chat: { text: `to ${hotkey}` } }, ...more },
})
const asReceipts = (some: readonly object[]) => some as Receipts

it('prompts are read from where the view puts them', () => {
  expect(promptOf(views)({ chat: { text: 'Hello' } })).toBe('Hello')
  expect(promptOf(views)({ other: 1 })).toBeNull()
  expect(promptOf(views)(null)).toBeNull()
  expect(promptOf({})({ other: 1 })).toBe('')
})

it('defect: questions that a miner leaves open were left out, so that one looked good which fails at long ones', () => {
  const prompt = promptOf(views)
  const open = ['absent', 'refused', 'ours'].map((outcome) => receipt('a', 0, { outcome }))
  const labels = labelsOf(asReceipts([receipt('a', 1), ...open]), prompt)
  expect(labels.map(({ right, silent = false }) => [right, silent])).toEqual([
    [true, false],
    [false, true],
    [false, true],
  ])
})

it('an answer is right beside the best of its family', () => {
  const labels = labelsOf(
    asReceipts([
      receipt('a', 0.9),
      receipt('a', 0.5),
      receipt('b', 0.6),
      receipt('d', 0, { outcome: 'malformed' }),
      receipt('e', 0, { family: 'beyond all' }),
    ]),
    promptOf(views),
  )
  expect(labels.map(({ hotkey, right }) => [hotkey, right])).toEqual([
    ['a', true],
    ['b', true],
    ['d', false],
    ['e', false],
    ['a', false],
  ])
  expect(labels[0]).toEqual({ hotkey: 'a', registeredAt: 3, prompt: 'to a', right: true })
})

it('defect: scores of the validator did not reach the router: rounds are read at the start and as they are folded', async () => {
  const clock = createManualClock()
  const numbers = [10, 20]
  const failures: unknown[] = []
  let isAway = false
  const scores = {
    async foldedRounds({ from = 0 }: { readonly from?: number } = {}) {
      if (isAway) throw new Error('away')
      return numbers.filter((number) => number >= from).map((number) => ({ round: { number } }))
    },
    receipts: async (round: number) => asReceipts([receipt(`of ${round}`, 1)]),
  } as unknown as ScoreSource
  await using labels = createScoreLabels({
    ...{ scores, views, clock },
    onError: (error) => failures.push(error),
  })
  await labels.ready
  const read = () => labels.labels().map(({ hotkey }) => hotkey)
  expect(read()).toEqual(['of 10', 'of 20'])
  isAway = true
  numbers.push(30)
  await clock.advance(2_000)
  expect([read(), failures.length]).toEqual([[], 1])
  isAway = false
  await clock.advance(2_000)
  expect(read()).toEqual(['of 30'])
  await clock.advance(2_000)
  expect(read()).toEqual([])
})

it('defect: a store that closed with the gateway during the first read was reported', async () => {
  const failures: unknown[] = []
  let close = () => {}
  const foldedRounds = () =>
    new Promise<never>((_, reject) => {
      close = () => reject(new Error('closed'))
    })
  const scores = { foldedRounds, receipts: async () => [] } as unknown as ScoreSource
  const labels = createScoreLabels({
    ...{ scores, views, clock: createManualClock() },
    onError: (error) => failures.push(error),
  })
  const disposed = labels[Symbol.asyncDispose]()
  close()
  await disposed
  expect(failures).toEqual([])
})
