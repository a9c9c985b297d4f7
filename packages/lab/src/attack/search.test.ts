import { expect, test } from 'vitest'
import { randomOf } from '../play/keys.js'
import { coveringWeakness } from './coverage.js'
import { ingredientsOf, mixture } from './mixture.js'
import type { Recipe } from './recipe.js'
import { evolve, shortlist } from './search.js'
import { crossRecipes, mutateRecipe, randomRecipe } from './vary.js'
import { attackVerdict } from './verdict.js'

const pantry = { agents: ingredientsOf({ agents: [] }), families: ['sum', 'product'], epochs: 20 }

test('every recipe that is drawn, changed or crossed can be played', () => {
  const random = randomOf(1, 'vary')
  let recipe = randomRecipe(random, pantry)
  for (let at = 0; at < 500; at++) {
    const other = randomRecipe(random, pantry)
    recipe = mutateRecipe(random, pantry, random.chance(0.3) ? crossRecipes(random, recipe, other) : recipe)
    expect(() => mixture(recipe)).not.toThrow()
    expect(recipe.parts.length).toBeLessThanOrEqual(3)
  }
})

/** Earns with the share of lazy work near 0.7, and has luck by the seed. */
const fitness = ({ parts }: Recipe, generation: number): number => {
  const [first] = parts
  const luck = randomOf(generation, JSON.stringify(parts)).next() * 0.2
  return first?.play === 'lazy' ? 1 - Math.abs((first.with?.share ?? 0.3) - 0.7) + luck : luck
}

async function search(seed: number, plays: number) {
  const screened = new Map<string, { recipe: Recipe; ratios: number[] }>()
  let played = 0
  await evolve({
    ...{ random: randomOf(seed), pantry, known: [{ parts: [{ play: 'lazy' }] }] },
    async play(recipe, generation) {
      if (played++ >= plays) return null
      const key = JSON.stringify(recipe)
      const own = screened.get(key) ?? { recipe, ratios: [] }
      screened.set(key, own)
      own.ratios.push(fitness(recipe, generation))
      return own.ratios.at(-1)!
    },
  })
  return [...screened.values()]
}

test('a search improves on what it begins with, and the same seed finds the same', async () => {
  const searches = await Promise.all([1, 2, 3, 4, 5].map((seed) => search(seed, 200)))
  const shares = searches.map((found) => shortlist(found, 1)[0]!.recipe.parts[0]?.with?.share ?? 0.3)
  expect(shares.filter((share) => Math.abs(share - 0.7) < 0.15).length).toBeGreaterThanOrEqual(3)
  for (const found of searches) expect(found.reduce((sum, { ratios }) => sum + ratios.length, 0)).toBe(200)
  expect(await search(3, 200)).toEqual(searches[2])
})

test('defect: twins of a generation were each played on its one seed', async () => {
  const seen = new Set<string>()
  let plays = 0
  await evolve({
    ...{ random: randomOf(4), pantry, known: [{ parts: [{ play: 'lazy' }] }] },
    async play(recipe, generation) {
      if (++plays > 150) return null
      const key = `${generation} ${JSON.stringify(recipe)}`
      expect(seen.has(key)).toBe(false)
      seen.add(key)
      return fitness(recipe, generation)
    },
  })
})

test('a shortlist puts what was good often before what was better once', () => {
  const of = (play: string, ratios: readonly number[]) => ({ recipe: { parts: [{ play }] }, ratios })
  const listed = shortlist(
    [of('twin', [1, 0.9]), of('once', [1.05]), of('often', [1, 1.04, 1.02, 0.98]), of('bad', [0.2, 0.4])],
    2,
  )
  expect(listed.map(({ recipe }) => recipe.parts[0]?.play)).toEqual(['often', 'once'])
})

test.each([
  [0.9, [], true],
  [1.1, [], false],
  [1.1, [{ agent: 'lazy', ratio: 1.2, why: '' }], true],
  [1.3, [{ agent: 'lazy', ratio: 1.2, why: '' }], false],
  [1.1, [{ agent: 'copier', ratio: 1.2, why: '' }], false],
  [1.1, [{ agent: 'copier', ratio: 1.2, why: '', uses: ['lazy'] }], true],
])('a found cheat of %d with the declared %j is judged', (mean, weaknesses, passes) => {
  const recipe = { parts: [{ play: 'lazy', when: { stake: 0.5 } }] }
  const best = { recipe, about: '', ratio: { mean, half: 0 }, seeds: [1], confirmed: true }
  expect(attackVerdict({ weaknesses }, { best, honestPaid: true }).passes).toBe(passes)
  expect(attackVerdict({ weaknesses }, { best, honestPaid: false }).passes).toBe(false)
  const wide = { ...best, ratio: { mean, half: 9 } }
  expect(attackVerdict({ weaknesses }, { best: wide, honestPaid: true }).passes).toBe(passes)
})

test.each([
  ['honest', { stake: 0.7 }, true],
  ['honest', { stake: 0.7, head: 0.5 }, false],
  ['honest', { head: 0.5 }, false],
  ['lazy', { stake: 0.7 }, false],
  ['tier-gamer', { head: 0.5 }, true],
])('defect: a declared rule covered whatever was split by it; %s with the rule %j', (play, when, covered) => {
  const weaknesses = [{ agent: 'tier-gamer', uses: ['stake'], ratio: 1.2, why: 'most of the stake decides' }]
  const recipe = { parts: [{ play, when }, { play: 'silent' }] }
  expect(coveringWeakness({ weaknesses }, recipe) !== null).toBe(covered)
})
