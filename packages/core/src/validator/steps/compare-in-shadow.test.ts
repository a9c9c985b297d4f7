import { expect, test } from 'vitest'
import { rubric } from '../../rubric/define-rubric.js'
import type { Judge } from '../../rubric/round/judge.js'
import { pairwise } from '../../rubric/round/pairwise.js'
import type { RoundCriterion } from '../../rubric/rubric.js'
import type { VerdictRecord } from '../../store/comparisons.js'
import type { RoundRecord } from '../../store/records.js'
import type { Store } from '../../store/store.js'
import { defineSubnet, type Subnet } from '../../subnet/define-subnet.js'
import type { CoordinatorContext } from '../context.js'
import { sums } from '../testing/fixture.js'
import { compareRound } from './compare.js'
import { compareInShadow } from './compare-in-shadow.js'

type Sum = { readonly output: { readonly sum: number } }

/** A judge, and the number of verdicts that it was asked for. */
function counting() {
  let asked = 0
  const judge: Judge = {
    async judge({ first, second }) {
      asked += 1
      return first.answer < second.answer ? 'first' : 'second'
    },
  }
  const short = pairwise<Sum>('short', 1, {
    of: ({ output }) => ({ question: 'sum', answer: `${output.sum}` }),
    judge,
  })
  return { short, asked: () => asked }
}

const answersOf = (values: readonly string[]) =>
  values.map((answer, at) => ({
    ...{ hotkey: `miner ${at}`, registeredAt: 1, taskId: 'sum-0', family: 'sum', synapse: 'add', uid: at },
    parts: {
      ...{ value: 0, failedGate: null, criteria: [], factors: [] },
      features: { short: { group: 'sum', value: { question: 'sum', answer } } },
    },
  }))

/** Compares a round by version 3, then in its shadow by version 4; returns the scores of the shadow. */
async function compare(
  [active, next]: readonly [RoundCriterion<never>, RoundCriterion<never>],
  values: readonly [active: readonly string[], shadow: readonly string[]],
) {
  const own = (one: RoundCriterion<never>) => rubric(sums.tasks, { criteria: [one as never] })
  const subnet = defineSubnet({ ...sums, rubric: own(active), next: { version: 4, rubric: own(next) } })
  const [scored, inShadow] = values.map(answersOf)
  const verdicts: Record<string, VerdictRecord[]> = { '': [], 4: [] }
  const round = { number: 1_000, version: '3', drawnAs: 1_000, secret: new Uint8Array(32) } as RoundRecord
  const store = {
    comparable: async () => scored,
    shadowComparable: async () => inShadow,
    bareReceipts: async () => scored,
    flaggable: async () => [],
    round: async () => round,
    verdicts: async (_: number, shadow = '') => verdicts[shadow]!,
    async addVerdict(_: number, verdict: VerdictRecord, shadow = '') {
      verdicts[shadow]!.push(verdict)
      return verdict.verdict
    },
    pastFeatures: async () => [],
    compared: async () => true,
  } as Partial<Record<keyof Store, unknown>>
  const context = {
    ...{ netuid: 1, mechanism: 0, version: '3', emit: () => {}, signal: new AbortController().signal },
    ...{ store, subnet, otherVersions: { isRunning: () => false } },
  } as unknown as CoordinatorContext
  await compareRound(context, round)
  const shadow = { ...subnet, version: 4, rubric: subnet.next!.rubric } as unknown as Subnet
  const { compared } = await compareInShadow(context, shadow, 1_000)
  return { scores: compared.map(({ score }) => score), stored: verdicts[4]!.length }
}

test('defect: a judge was asked for each verdict twice while a shadow ran', async () => {
  const values = ['7', '77', '777', '7777']
  const { short, asked } = counting()
  const alone = counting()
  const fresh = await compare([alone.short, counting().short], [values, values])
  const { scores, stored } = await compare([short, { ...short, weight: 3 }], [values, values])
  expect(asked()).toBe(alone.asked())
  expect(stored).toBe(0)
  expect(scores).toEqual(fresh.scores)
  expect(fresh.stored).toBe(alone.asked())
})

test('verdicts on other answers, or by another criterion, are not shared', async () => {
  const { short, asked } = counting()
  const { stored } = await compare(
    [short, short],
    [
      ['7', '77', '777'],
      ['7', '77', '78'],
    ],
  )
  expect(stored).toBe(asked() / 2)
  const own = counting()
  const fewer = await compare(
    [own.short, own.short],
    [
      ['7', '77', '777'],
      ['7', '77'],
    ],
  )
  expect(fewer.stored).toBeGreaterThan(0)
})
