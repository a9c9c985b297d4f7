import { expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { copier, replayer } from '../agents/copying.js'
import { turncoat } from '../agents/gaming.js'
import { honest } from '../agents/honest.js'
import { simulate } from '../play/simulate.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { explain } from './explain.js'
import { firstLead, storyOf } from './story.js'

const leak = defineAgent({
  name: 'leak',
  answer: ({ peek, validator }) =>
    validator.endsWith('3') ? null : { output: { sum: peek() } as never, work: 0.01 },
})

const agents = [leak, replayer(), turncoat({ after: 4 }), copier()]
const play = (epochs: number) =>
  simulate(adderLab, {
    population: {
      miners: [{ agent: honest(), operators: 4 }, ...agents.map((agent) => ({ agent }))],
      validators: [{ agent: honestValidator(), count: 3 }],
    },
    ...{ epochs, seed: 2, record: ['honest', ...agents.map(({ name }) => name)] },
  })
const played = play(10)
const wordsOf = async (agent: string) => explain(await played, agent)!.sentences.join(' ')

test('an explanation has the groups in which a cheat was paid for little work, from its receipts', async () => {
  const explanation = explain(await played, 'leak')!
  const third = explanation.groups.find(({ name }) => name === 'validator-3')
  expect(third).toMatchObject({ own: { questions: 40, answered: 0, score: 0 }, honest: { answered: 1 } })
  expect(explanation.sentences.join(' ')).toContain('silent in validator validator-3')
  expect(explanation.groups[0]?.own.work).toBeLessThan(0.01)
  expect(explanation.groups.some(({ by, name }) => by === 'criterion' && name === 'right')).toBe(true)
})

test('repeated answers and idle epochs are named where they occur, and only there', async () => {
  expect(await wordsOf('replayer')).toContain('equal one of its own to an earlier question')
  expect(await wordsOf('turncoat')).toMatch(/works in \d+ epochs .* hardly in \d+/)
  expect(await wordsOf('leak')).not.toMatch(/earlier question|hardly in/)
})

test('what did not play, or was not recorded, is not explained', async () => {
  expect(explain(await played, 'nobody')).toBe(null)
  const silent = { ...(await played), receipts: [] }
  expect(explain(silent, 'leak')).toBe(null)
})

test('the first epoch in which a cheat was ahead is shown with questions, answers, scores and pay', async () => {
  const lead = firstLead(await played, 'leak')!
  expect(lead).toMatchObject({ agent: 'leak', baseline: 'honest', seed: 2 })
  expect(lead.ratio).toBeGreaterThanOrEqual(1)
  expect(firstLead(await play(lead.epoch - 1), 'leak')).toBe(null)
  const story = storyOf(await play(lead.epoch), lead)
  expect(story.lines.filter(({ agent }) => agent === 'leak')).toHaveLength(4)
  expect(story.lines[0]).toMatchObject({
    family: 'sum',
    state: 'scored',
    score: 1,
    answer: expect.stringMatching(/sum/),
  })
  expect(story.pays.map(({ agent }) => agent)).toEqual(['leak', 'honest'])
  expect(story.pays[0]!.pay).toBeGreaterThan(0)
  expect(firstLead(await played, 'copier', { limit: 1_000 })).toBe(null)
})
