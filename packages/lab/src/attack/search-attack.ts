import { integer, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainSettings } from '../chain/settings.js'
import type { AnyLab, Lab } from '../define-lab.js'
import { randomOf } from '../play/keys.js'
import { createScorers, type Scorers } from '../play/scorer.js'
import { simulate } from '../play/simulate.js'
import { usualPopulation } from '../play/usual-population.js'
import { earningsOf } from '../report/earnings.js'
import { type Interval, intervalOf, meanOf } from '../report/statistics.js'
import { coveringWeakness, limitOf } from './coverage.js'
import { ingredientsOf, mixture } from './mixture.js'
import { describeRecipe, type Recipe } from './recipe.js'
import { evolve, shortlist } from './search.js'

/** Progress of a search. */
export interface AttackProgress {
  readonly step: 'screening' | 'shortlist' | 'confirmation'
  /** Plays so far. */
  readonly plays: number
  /** Best recipe so far, by one play or more, and what it earned there. */
  readonly best: { readonly recipe: Recipe; readonly ratio: number }
}

/** Options of {@link searchAttack}. */
export interface AttackOptions {
  /** Plays that the screening may take; the shortlist and the confirmation follow. @default 150 */
  readonly plays?: number | undefined
  /** Ends the screening early once it returns true. @default never */
  readonly isOver?: (() => boolean) | undefined
  /** @default 40 */
  readonly epochs?: number | undefined
  /** First seed of the confirmation, from which those of the screening follow. @default 1 */
  readonly seed?: number | undefined
  /** Seeds of the confirmation. @default 5 */
  readonly seeds?: number | undefined
  /** @default 12 */
  readonly honest?: number | undefined
  /** @default 3 */
  readonly validators?: number | undefined
  readonly chain?: ChainSettings | undefined
  readonly onPlay?: ((progress: AttackProgress) => void) | undefined
  /** Ends the search with what it has found so far. */
  readonly signal?: AbortSignal | undefined
  /** @default all in this process */
  readonly scorers?: Scorers | undefined
}

/** A cheat that a search found. */
export interface FoundAttack {
  readonly recipe: Recipe
  /** The recipe in words. */
  readonly about: string
  /** Earned for its cost, where honest work has 1: over fresh seeds if it is confirmed, else over those of the screening. */
  readonly ratio: Interval
  readonly seeds: readonly number[]
  readonly confirmed: boolean
}

/** Outcome of a search. */
export interface AttackResult {
  /** Null if nothing was played. */
  readonly best: FoundAttack | null
  /** Others of the shortlist, with their figures before the confirmation. */
  readonly others: readonly FoundAttack[]
  readonly plays: number
  readonly recipes: number
  readonly epochs: number
  /** False if it was interrupted. */
  readonly complete: boolean
  /** False if honest miners earned nothing, so that nothing could be compared. */
  readonly honestPaid: boolean
}

const schema = optionsOf({
  plays: integer(1, 1_000_000).default(150),
  epochs: integer(2, 100_000).default(40),
  seed: integer().default(1),
  seeds: integer(2, 1_000).default(5),
  honest: integer(4, 4_000).default(12),
  validators: integer(1, 64).default(3),
  isOver: z.custom<AttackOptions['isOver']>().optional(),
  chain: z.custom<ChainSettings>().optional(),
  onPlay: z.custom<AttackOptions['onPlay']>().optional(),
  signal: z.custom<AbortSignal>().optional(),
  scorers: z.custom<Scorers>().optional(),
})

/** A recipe with what it earned in screenings, and that in units of what the lab declares for it. */
interface Note {
  readonly recipe: Recipe
  readonly ratios: number[]
  readonly earned: number[]
  readonly seeds: number[]
}

/** Honest work on part of the questions, and silence on the rest. */
const halfWork = (epochs: number): readonly Recipe[] =>
  [
    { stake: 0.51 },
    { stake: 0.67 },
    { head: 0.5 },
    { chance: 0.5 },
    { every: 2 },
    { young: Math.max(1, Math.floor(epochs / 2)) },
  ].map((when) => ({ parts: [{ play: 'honest', when }, { play: 'silent' }] }))

/** Recipes and plays of the shortlist. */
const listed = 5
const listedSeeds = 2

/**
 * Searches mixtures of agents for the one that earns most for its cost, or for what the lab declares: a known weakness hides no other. Recipes are screened among honest miners, each generation on a seed
 * of its own; the best play again on others, and the winner is confirmed on seeds that nothing was chosen by, in the population that
 * `subnet sim` plays. The same seed and number of plays give the same result.
 */
export async function searchAttack(given: AnyLab, options: AttackOptions = {}): Promise<AttackResult> {
  const lab = given as unknown as Lab
  const parsed = parseOptions(schema, options, 'searchAttack')
  const { plays: most, epochs, seed, seeds, honest, validators, chain, isOver, onPlay, signal } = parsed
  await using own = parsed.scorers ? null : createScorers(lab)
  const scorers = parsed.scorers ?? own!
  let plays = 0
  let step: AttackProgress['step'] = 'screening'
  let best: AttackProgress['best'] | null = null
  let honestPaid = false

  async function ratioOf(recipe: Recipe, on: number, dishonestValidators: boolean): Promise<number> {
    const agent = mixture(recipe, lab)
    const usual = usualPopulation(lab, { honest, validators, cheats: [], dishonestValidators })
    const population = { ...usual, miners: [...usual.miners, { agent }] }
    const result = await simulate(lab, { population, epochs, seed: on, chain, signal, scorers })
    const rows = earningsOf(result)
    honestPaid ||= (rows.find((row) => row.agent.intent === 'honest')?.earned ?? 0) > 0
    const ratio = rows.find((row) => row.agent === agent)?.ratio ?? 0
    plays += 1
    if (best === null || excess(recipe, ratio) > excess(best.recipe, best.ratio)) best = { recipe, ratio }
    onPlay?.({ step, plays, best })
    return ratio
  }
  const excess = (recipe: Recipe, ratio: number) => ratio / limitOf(coveringWeakness(lab, recipe))
  const finalists: { readonly recipe: Recipe; readonly earned: readonly number[] }[] = []
  const known = ingredientsOf(lab)
    .filter(({ intent }) => intent === 'cheat')
    .map(({ name }): Recipe => ({ parts: [{ play: name }] }))
  const pantry = { agents: ingredientsOf(lab), families: Object.keys(lab.subnet.rubric.families), epochs }
  const notes = new Map<string, Note>()
  const found = (recipe: Recipe, ratios: readonly number[], on: readonly number[], confirmed = false) => ({
    ...{ recipe, about: describeRecipe(recipe), ratio: intervalOf(ratios), seeds: on, confirmed },
  })
  const result = (of: readonly FoundAttack[], complete: boolean): AttackResult => ({
    ...{ best: of[0] ?? null, others: of.slice(1), plays, recipes: notes.size, epochs, complete, honestPaid },
  })
  try {
    await evolve({
      ...{ random: randomOf(seed, 'attack'), pantry, known: [...known, ...halfWork(epochs)] },
      async play(recipe, generation) {
        if (plays >= most || isOver?.()) return null
        const on = seed + 10_000 + generation
        const ratio = await ratioOf(recipe, on, false)
        const key = JSON.stringify(recipe)
        const note = notes.get(key) ?? { recipe, ratios: [], earned: [], seeds: [] }
        notes.set(key, note)
        const relative = excess(recipe, ratio)
        note.ratios.push(relative)
        note.earned.push(ratio)
        note.seeds.push(on)
        return relative
      },
    })
    step = 'shortlist'
    for (const { recipe } of shortlist([...notes.values()], listed)) {
      const earned: number[] = []
      for (let at = 0; at < listedSeeds; at++) earned.push(await ratioOf(recipe, seed + 20_000 + at, false))
      finalists.push({ recipe, earned })
    }
    const lead = ({ recipe, earned }: (typeof finalists)[number]) => excess(recipe, meanOf(earned))
    finalists.sort((one, other) => lead(other) - lead(one))
    step = 'confirmation'
    const [winner] = finalists
    if (winner === undefined) return result([], true)
    const fresh = Array.from({ length: seeds }, (_, at) => seed + at)
    const ratios: number[] = []
    for (const on of fresh) ratios.push(await ratioOf(winner.recipe, on, true))
    const others = finalists.slice(1).map(({ recipe, earned: of }) =>
      found(
        recipe,
        of,
        of.map((_, at) => seed + 20_000 + at),
      ),
    )
    return result([found(winner.recipe, ratios, fresh, true), ...others], true)
  } catch (error) {
    if (!signal?.aborted) throw error
    const listedSoFar = shortlist([...notes.values()], listed)
    return result(
      listedSoFar.map(({ recipe, earned, seeds: on }) => found(recipe, earned, on)),
      false,
    )
  }
}
