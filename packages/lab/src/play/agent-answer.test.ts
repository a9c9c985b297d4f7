import { expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { honest } from '../agents/honest.js'
import { reportOf } from '../report/report.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { readAnswer } from './agent-answer.js'
import { simulate } from './simulate.js'

const play = (answer: (call: never) => unknown, lab = adderLab) =>
  simulate(lab, {
    population: {
      miners: [
        { agent: honest(), operators: 2 },
        { agent: defineAgent({ name: 'odd', answer: answer as never }) },
      ],
      validators: [{ agent: honestValidator() }],
    },
    epochs: 3,
  })
const oddOf = async (answer: (call: never) => unknown) =>
  (await play(answer)).miners.find(({ hotkey }) => hotkey === 'odd')!

test.each([
  ['nothing', undefined],
  ['a number', 5],
  ['negative work', { output: { sum: 1 }, work: -1 }],
  ['latency that is no number', { output: { sum: 1 }, latencyMs: Number.NaN }],
  ['a function', { output: { sum: () => 1 } }],
  ['a promise', { output: Promise.resolve({ sum: 1 }) }],
])('defect: %s as an answer is refused by its own code', (_, answer) => {
  expect(() => readAnswer(answer as never)).toThrow(expect.objectContaining({ code: 'ANSWER_INVALID' }))
})

test('defect: an agent that returns nothing, and one with negative work, are silent and gain no cost', async () => {
  expect(await oddOf(() => undefined)).toMatchObject({ silent: 12, answers: 0, work: 0, earned: 0n })
  const cheap = await oddOf(() => ({ output: { sum: 1 }, work: -5 }))
  expect(cheap).toMatchObject({ silent: 12, work: 0 })
  expect(cheap.trouble).toContain('work')
})

test('defect: what an agent changes in its call changes no task and no answer of others', async () => {
  const meddler = await play((({
    question,
    overheard,
    peek,
  }: {
    question: { input: { a: number; b: number } }
    overheard: { any: { sum: number }[] }
    peek(): unknown
  }) => {
    Object.assign(question.input, { a: 0, b: 0 })
    for (const answer of overheard.any) answer.sum = -7
    overheard.any.length = 0
    peek()
    return { output: { sum: 0 } }
  }) as never)
  const idle = await play(() => ({ output: { sum: 0 } }))
  const honestOnes = ({ miners }: typeof idle) =>
    miners.filter(({ hotkey }) => hotkey !== 'odd').map(({ means, earned }) => ({ means, earned }))
  expect(honestOnes(meddler)).toEqual(honestOnes(idle))
  expect(meddler.miners.find(({ hotkey }) => hotkey === 'odd')).toMatchObject({ earned: 0n, trouble: null })
})

test('defect: solve that throws is an error, not the silence of honest miners', async () => {
  const broken = {
    ...adderLab,
    solve: () => {
      throw new Error('model is gone')
    },
  }
  await expect(play(() => null, broken)).rejects.toMatchObject({
    code: 'SOLVE_FAILED',
    details: { family: 'sum' },
  })
})

test('defect: an answer larger than its synapse may send was scored', async () => {
  const { sum, ...odd } = { sum: 1, more: 'x'.repeat(300_000) }
  expect(await oddOf(() => ({ output: { sum, ...odd } }))).toMatchObject({
    ...{ silent: 12, answers: 0, trouble: expect.stringContaining('256000 bytes') },
  })
  const loop: { self?: object } = {}
  loop.self = loop
  expect(() => readAnswer({ output: loop as never }, 100)).toThrow(
    expect.objectContaining({ code: 'ANSWER_INVALID' }),
  )
})

test('defect: an agent that cannot decide about its hotkey ended the play, or returned in every epoch', async () => {
  const failing = () => {
    throw new Error('no idea')
  }
  for (const registersAgain of [failing, async () => false]) {
    const agent = defineAgent({
      ...{ name: 'odd', answer: () => null, turnsAt: failing },
      registersAgain: registersAgain as unknown as () => boolean,
    })
    const population = {
      miners: [{ agent: honest() }, { agent }],
      validators: [{ agent: honestValidator() }],
    }
    const simulation = await simulate(adderLab, { population, epochs: 2 })
    const [, odd, ...more] = simulation.miners
    expect(more).toEqual([])
    expect(odd?.trouble).toContain('registersAgain()')
    expect(reportOf(adderLab, [simulation]).turned).toEqual([])
  }
})
