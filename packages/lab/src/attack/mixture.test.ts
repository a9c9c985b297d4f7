import { expect, test } from 'vitest'
import type { AgentCall } from '../agents/agent.js'
import { defineAgent } from '../agents/agent.js'
import { randomOf } from '../play/keys.js'
import { mixture, recipeOf } from './mixture.js'
import { describeRecipe, type Rule, rulesOf } from './recipe.js'

const echo = (name: string) =>
  defineAgent({
    name,
    parameters: { share: { from: 0, to: 1, default: 0.5 } },
    answer: ({ parameters }) => ({ output: { name, share: parameters.share } as never }),
  })
const lab = { agents: [echo('one'), echo('two')] }

const call = (of: Partial<AgentCall> = {}): AgentCall =>
  ({
    ...{ family: 'sum', stakeAbove: 0.5, at: 1, of: 4, age: 3, overheard: { same: [], any: [] } },
    ...{ random: randomOf(1, 'test'), parameters: {} },
    ...of,
  }) as unknown as AgentCall

async function playedBy(when: Rule, of: Partial<AgentCall> = {}) {
  const agent = mixture({ parts: [{ play: 'one', when }, { play: 'two' }] }, lab)
  return (await agent.answer(call(of)))?.output as unknown as { name: string; share: number }
}

test.each<[Rule, Partial<AgentCall>, Partial<AgentCall>]>([
  [{ families: ['sum'] }, { family: 'sum' }, { family: 'product' }],
  [{ stake: 0.5 }, { stakeAbove: 0.5 }, { stakeAbove: 0.51 }],
  [{ head: 0.5 }, { at: 1 }, { at: 2 }],
  [{ young: 4 }, { age: 3 }, { age: 4 }],
  [{ every: 3 }, { age: 3 }, { age: 4 }],
  [{ heard: true }, { overheard: { same: [{}], any: [] } as never }, {}],
  [{ families: ['sum'], young: 4 }, { age: 3 }, { family: 'product', age: 3 }],
])('a part with the rule %o answers where it holds, and the next one elsewhere', async (when, yes, no) => {
  expect(await playedBy(when, yes)).toMatchObject({ name: 'one' })
  expect(await playedBy(when, no)).toMatchObject({ name: 'two' })
})

test('parts play with their own values; a question that no part answers gets silence', async () => {
  const agent = mixture({ parts: [{ play: 'one', with: { share: 0.25 }, when: { head: 0.5 } }] }, lab)
  expect((await agent.answer(call()))?.output).toEqual({ name: 'one', share: 0.25 })
  expect(await agent.answer(call({ at: 3 }))).toBe(null)
})

test('a recipe has a name, hotkeys and words', () => {
  const recipe = {
    ...{ name: 'found', hotkeys: 3, returns: 8 },
    parts: [
      { play: 'lazy', with: { share: 0.25 }, when: { stake: 0.66, families: ['sum'] } },
      { play: 'silent' },
    ],
  }
  const agent = mixture(recipe)
  expect(agent).toMatchObject({ name: 'found', hotkeys: 3, intent: 'cheat' })
  expect(recipeOf(agent)).toEqual(recipe)
  expect(rulesOf(recipe)).toEqual(['stake', 'families'])
  expect(describeRecipe(recipe)).toContain('lazy (share 0.25)')
  const standing = { burn: 1n, random: randomOf(1), parameters: {} }
  expect(agent.registersAgain?.({ ...standing, age: 8, incentive: 0 })).toBe(true)
  expect(agent.registersAgain?.({ ...standing, age: 7, incentive: 0 })).toBe(false)
})

test.each([
  [{ parts: [{ play: 'lasy' }] }, 'RECIPE_INVALID'],
  [{ parts: [{ play: 'lazy', with: { shar: 1 } }] }, 'RECIPE_INVALID'],
  [{ parts: [] }, 'CONFIG_INVALID'],
  [{ parts: [{ play: 'lazy', when: { moon: 1 } }] }, 'CONFIG_INVALID'],
  [{ parts: [{ play: 'lazy', when: { chance: 2 } }] }, 'CONFIG_INVALID'],
  [null, 'CONFIG_INVALID'],
])('%o is refused', (recipe, code) => {
  expect(() => mixture(recipe as never)).toThrow(expect.objectContaining({ code }))
})
