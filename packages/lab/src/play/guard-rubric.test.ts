import { criterion, defineSubnet, rubric } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { honest } from '../agents/honest.js'
import { guesser } from '../agents/lazy.js'
import { defineLab, type Lab } from '../define-lab.js'
import { adder, adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { createRubricGuard, createWaits } from './guard-rubric.js'
import { simulate } from './simulate.js'

const never = new Promise<number>(() => {})
const rubricOf = (score: (sum: number) => number | Promise<number>) =>
  rubric(adder.tasks, { criteria: [criterion('slow', 1, ({ output }) => score(output.sum))] })

test('a part that hung gets less time for the same kind of miner, then none; others are not affected', async () => {
  const times: number[] = []
  const waits = createWaits()
  const guard = createRubricGuard({ partMs: 8, shortMs: 2, most: 2 }, waits)
  const [slow] = guard.bound(rubricOf((sum) => (sum < 0 ? never : 1))).criteria
  const scoreOf = async (agent: string, sum: number) => {
    guard.scoring(agent)
    const before = waits.waitedMs
    try {
      return await slow!.score({ output: { sum } } as never)
    } catch {
      times.push(waits.waitedMs - before)
      return null
    }
  }
  expect(await scoreOf('bad', -1)).toBe(null)
  expect(await scoreOf('good', 1)).toBe(1)
  expect(await scoreOf('bad', -1)).toBe(null)
  expect(await scoreOf('bad', 1)).toBe(null)
  expect(await scoreOf('good', 1)).toBe(1)
  expect(times).toEqual([8, 2, 0])
})

test('defect: a rubric that throws, returns no number or never resolves costs the slot of that miner only', async () => {
  const wrong = (sum: number) => (sum === -1 ? Number.NaN : 1)
  for (const score of [wrong, (sum: number) => (sum === -1 ? never : 1)]) {
    const lab = defineLab({
      subnet: defineSubnet({ ...adder, rubric: rubricOf(score) }),
      solve: ({ truth }, { skill }) => ({ sum: skill === 0 ? -1 : truth }),
    }) as unknown as Lab
    const population = {
      miners: [{ agent: honest(), operators: 2 }, { agent: guesser() }],
      validators: [{ agent: honestValidator() }],
    }
    const { miners } = await simulate(lab, { population, epochs: 2 })
    expect(miners.map(({ earned }) => earned > 0n)).toEqual([true, true, false])
    expect(miners[2]).toMatchObject({ malformed: 8, trouble: expect.stringContaining('criterion slow') })
    expect(miners[0]).toMatchObject({ malformed: 0, trouble: null })
  }
})

test('a kind of miner that is blamed for a loop is not waited for', async () => {
  const { createScorers } = await import('./scorer.js')
  await using scorers = createScorers(adderLab)
  const miner = { registeredAt: 1, uid: 1, operator: 'guesser', age: 0 }
  const [result] = await scorers.play([
    {
      ...{ simulation: 'one', seed: 1, validator: 'validator', stakeAbove: 1, number: 1 },
      miners: [{ ...miner, hotkey: 'guesser', agent: guesser() }],
      blamed: [{ agent: 'guesser', reason: 'endless' }],
    },
  ])
  expect(result?.efforts).toMatchObject([{ malformed: 4, trouble: 'endless', answers: 0 }])
})

test('defect: what a rubric that hangs at times leaves untried depended on the validators beside it', async () => {
  const { createScorers } = await import('./scorer.js')
  const hangs = rubric(adder.tasks, {
    criteria: [criterion('slow', 1, ({ output: { sum } }) => (sum % 3 === 0 ? never : 1), { deadlineMs: 2 })],
  })
  const lab = defineLab({
    subnet: defineSubnet({ ...adder, rubric: hangs }),
    solve: ({ truth }) => ({ sum: truth }),
  }) as unknown as Lab
  const miner = { registeredAt: 1, uid: 1, operator: 'honest', age: 0, hotkey: 'honest', agent: honest() }
  const of = (validator: string, number: number) => ({
    ...{ simulation: 'one', seed: 1, validator, stakeAbove: 1, number, miners: [miner] },
  })
  const played = async (validators: readonly string[]) => {
    await using scorers = createScorers(lab)
    const entries: unknown[] = []
    for (let number = 1; number <= 8; number++) {
      const results = await scorers.play(validators.map((one) => of(one, number)))
      entries.push(results.at(-1))
    }
    return entries
  }
  expect(await played(['first', 'second'])).toEqual(await played(['second']))
})
