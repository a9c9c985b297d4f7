import type { Random } from '@subnetkit/core'
import {
  AveragePhenomeCache,
  type BaseGenome,
  DescendingSortingStrategy,
  type EvaluatedGenome,
  GeneticSearch,
  type PhenomeCacheInterface,
} from 'genetic-search'
import type { Recipe } from './recipe.js'
import { crossRecipes, mutateRecipe, type Pantry, randomRecipe } from './vary.js'

type Genome = BaseGenome & { readonly recipe: Recipe }

/** A recipe with what it earned in screenings, each on another seed. */
export interface Screened {
  readonly recipe: Recipe
  readonly ratios: readonly number[]
}

/** Options of {@link evolve}. */
export interface Evolution {
  readonly random: Random
  readonly pantry: Pantry
  /** Recipes to begin with, besides some at random. */
  readonly known: readonly Recipe[]
  /** Plays a recipe on the seed of a generation; null once the budget is used up. */
  play(recipe: Recipe, generation: number): Promise<number | null>
}

const survivors = 5
const size = 14
const randomStarts = 10

/**
 * Breeds recipes. Each generation is played on a seed of its own, survivors again, and what counts is the mean over the seeds: luck on
 * one of them does not last.
 */
export async function evolve({ random, pantry, known, play }: Evolution): Promise<void> {
  let isOver = false
  let generation = 0

  // Twins are common, and one seed says no more when it is played twice.
  const ofGeneration = new Map<string, number>()

  async function ratioOf({ recipe }: Genome): Promise<number | null> {
    const key = JSON.stringify(recipe)
    const known = ofGeneration.get(key)
    if (known !== undefined) return known
    const ratio = isOver ? null : await play(recipe, generation)
    if (ratio === null) isOver = true
    else ofGeneration.set(key, ratio)
    return ratio
  }
  const best = (input: readonly EvaluatedGenome<Genome>[]) => {
    // Tournaments of three.
    const drawn = Array.from({ length: 3 }, () => random.pick(input))
    return drawn.reduce((one, other) => (other.fitness > one.fitness ? other : one)).genome
  }
  const search = new GeneticSearch<Genome>(
    {
      ...{ populationSize: size, startPopulationSize: known.length + randomStarts },
      ...{ survivalRate: survivors / size, crossoverRate: 0.4 },
    },
    {
      populate: {
        populate: (count, ids) =>
          Array.from({ length: count }, (_, at) => ({
            id: ids.nextId(),
            recipe: known[at] ?? randomRecipe(random, pantry),
          })),
      },
      phenome: {
        async collect(population: Genome[], cache: PhenomeCacheInterface) {
          const rows: number[][] = []
          for (const genome of population) {
            const ratio = await ratioOf(genome)
            if (ratio !== null) cache.set(genome.id, [ratio])
            rows.push(cache.get(genome.id, [0])!)
          }
          generation += 1
          ofGeneration.clear()
          return rows
        },
      },
      fitness: { score: (rows) => rows.map(([ratio = 0]) => ratio) },
      sorting: new DescendingSortingStrategy<Genome>(),
      selection: {
        selectForCrossover: (input, count) => Array.from({ length: count }, () => [best(input), best(input)]),
        selectForMutation: (input, count) => Array.from({ length: count }, () => best(input)),
      },
      mutation: { mutate: ({ recipe }, id) => ({ id, recipe: mutateRecipe(random, pantry, recipe) }) },
      crossover: {
        cross: ([one, other], id) => ({ id, recipe: crossRecipes(random, one!.recipe, other!.recipe) }),
      },
      cache: new AveragePhenomeCache(),
    },
  )
  while (!isOver) await search.fit({ generationsCount: 1 })
}

/** The most promising recipes, each kind of play once: what was played once only has to look better than what was played often. */
export function shortlist<S extends Screened>(screened: readonly S[], count: number): readonly S[] {
  const meanOf = (ratios: readonly number[]) => ratios.reduce((sum, one) => sum + one, 0) / ratios.length
  const squares = screened.flatMap(({ ratios }) => {
    const mean = meanOf(ratios)
    return ratios.length < 2
      ? []
      : ratios.map((one) => ((one - mean) ** 2 * ratios.length) / (ratios.length - 1))
  })
  const spread = squares.length === 0 ? 0.1 : Math.sqrt(meanOf(squares))
  const careful = ({ ratios }: Screened) => meanOf(ratios) - spread / Math.sqrt(ratios.length)
  const sorted = screened.toSorted((one, other) => careful(other) - careful(one))
  // Recipes that earn the same to the last digit play the same.
  const isNew = ({ ratios: [first] }: Screened, at: number) =>
    sorted.findIndex(({ ratios: [other] }) => other === first) === at
  return sorted.filter(isNew).slice(0, count)
}
