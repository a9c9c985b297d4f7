import type { Random } from '@subnetkit/core'
import type { MinerAgent } from '../agents/agent.js'
import type { Recipe, RecipePart, Rule } from './recipe.js'

/** Ingredients of recipes. */
export interface Pantry {
  readonly agents: readonly MinerAgent[]
  readonly families: readonly string[]
  /** Epochs of a play: ages beyond them change nothing. */
  readonly epochs: number
}

const mostParts = 3
const mostHotkeys = 6

const round = (value: number): number => Math.round(value * 1_000) / 1_000
const unit = (random: Random): number => round(random.next())

/** Latest turn of a life. Who stopped just before the end of a play would gain by the end alone. */
const oldest = (epochs: number): number => Math.max(1, Math.floor(epochs / 2))

/** A recipe at random. */
export function randomRecipe(random: Random, pantry: Pantry): Recipe {
  const rules = random.int(0, 2)
  const parts = Array.from({ length: rules }, () => ({
    ...partOf(random, pantry),
    when: randomRule(random, pantry),
  }))
  return tidy({
    parts: [...parts, partOf(random, pantry)],
    ...(random.chance(0.2) && { hotkeys: random.int(2, mostHotkeys) }),
    ...(random.chance(0.15) && { returns: random.int(2, Math.max(2, pantry.epochs - 1)) }),
  })
}

function partOf(random: Random, { agents }: Pantry): RecipePart {
  // Without work there is nothing to cheat with, so honest work is as likely as all cheats together.
  const worker = agents.find(({ name }) => name === 'honest')
  const agent = worker && random.chance(0.35) ? worker : random.pick(agents)
  return { play: agent.name, ...withOf(random, agent) }
}

function withOf(random: Random, { parameters }: MinerAgent): Pick<RecipePart, 'with'> {
  const names = Object.keys(parameters)
  if (names.length === 0) return {}
  const values = names.map((name) => {
    const { from, to, whole } = parameters[name]!
    const value = from + (to - from) * random.next()
    return [name, whole ? Math.round(value) : round(value)] as const
  })
  return { with: Object.fromEntries(values) }
}

function randomRule(random: Random, { families, epochs }: Pantry): Rule {
  const rules: readonly (() => Rule)[] = [
    () => ({ chance: unit(random) }),
    () => ({ stake: unit(random) }),
    () => ({ head: unit(random) }),
    () => ({ young: random.int(1, oldest(epochs)) }),
    () => ({ every: random.int(2, 6) }),
    () => ({ heard: true }),
    ...(families.length < 2 ? [] : [() => ({ families: families.filter(() => random.chance(0.5)) })]),
  ]
  return random.pick(rules)()
}

/** A recipe like another, with one thing changed. */
export function mutateRecipe(random: Random, pantry: Pantry, recipe: Recipe): Recipe {
  const at = random.int(0, recipe.parts.length - 1)
  const replaced = (change: (part: RecipePart) => RecipePart): Recipe => ({
    ...recipe,
    parts: recipe.parts.map((part, place) => (place === at ? change(part) : part)),
  })
  const changes: readonly (() => Recipe)[] = [
    () => replaced(({ when }) => ({ ...partOf(random, pantry), ...(when && { when }) })),
    () => replaced((part) => ({ ...part, when: randomRule(random, pantry) })),
    () => replaced((part) => nudged(random, pantry, part)),
    () => replaced((part) => nudged(random, pantry, part)),
    () => replaced(({ when, ...part }) => ({ ...part, when: { ...when, ...randomRule(random, pantry) } })),
    () => ({
      ...recipe,
      parts: [{ ...partOf(random, pantry), when: randomRule(random, pantry) }, ...recipe.parts],
    }),
    () => ({
      ...recipe,
      parts: recipe.parts.length === 1 ? recipe.parts : recipe.parts.filter((_, place) => place !== at),
    }),
    () => ({ ...recipe, hotkeys: random.int(1, mostHotkeys) }),
    () => {
      const { returns, ...rest } = recipe
      return returns === undefined
        ? { ...rest, returns: random.int(2, Math.max(2, pantry.epochs - 1)) }
        : rest
    },
  ]
  return tidy(random.pick(changes)())
}

/** Moves the numbers of a part a little. */
function nudged(random: Random, { agents, epochs }: Pantry, part: RecipePart): RecipePart {
  const step = (value: number, from: number, to: number, whole = false) => {
    const moved = value + (to - from) * 0.3 * (random.next() - 0.5)
    const inside = Math.min(to, Math.max(from, moved))
    return whole ? Math.round(inside) : round(inside)
  }
  const parameters = agents.find(({ name }) => name === part.play)?.parameters ?? {}
  const values = Object.entries(parameters).map(
    ([name, one]) => [name, step(part.with?.[name] ?? one.default, one.from, one.to, one.whole)] as const,
  )
  const { chance, stake, head, young, ...rules } = part.when ?? {}
  return {
    ...part,
    ...(values.length > 0 && { with: Object.fromEntries(values) }),
    ...(part.when && {
      when: {
        ...rules,
        ...(chance !== undefined && { chance: step(chance, 0, 1) }),
        ...(stake !== undefined && { stake: step(stake, 0, 1) }),
        ...(head !== undefined && { head: step(head, 0, 1) }),
        ...(young !== undefined && {
          young: Math.min(oldest(epochs), Math.max(1, young + random.int(-3, 3))),
        }),
      },
    }),
  }
}

/** A recipe with parts of two others. */
export function crossRecipes(random: Random, one: Recipe, other: Recipe): Recipe {
  const half = (parts: readonly RecipePart[]) => parts.filter(() => random.chance(0.5))
  const parts = [...half(one.parts), ...half(other.parts)]
  const { hotkeys, returns } = random.chance(0.5) ? one : other
  return tidy({
    parts: parts.length === 0 ? one.parts : parts,
    ...(hotkeys !== undefined && { hotkeys }),
    ...(returns !== undefined && { returns }),
  })
}

/** Leaves out parts that are never reached, and those beyond the most. */
function tidy({ parts, hotkeys, ...rest }: Recipe): Recipe {
  const end = parts.findIndex(({ when }) => when === undefined)
  const reached = end < 0 ? parts : parts.slice(0, end + 1)
  const kept = reached.length > mostParts ? [...reached.slice(0, mostParts - 1), reached.at(-1)!] : reached
  return {
    ...rest,
    parts: kept.length === 0 ? parts.slice(0, 1) : kept,
    ...(hotkeys !== 1 && hotkeys && { hotkeys }),
  }
}
