import { checked, flag, integer, number, optionsOf, parseOptions, text } from '@subnetkit/base'
import { z } from 'zod'

/** Questions that a part of a recipe answers. */
export interface Rule {
  /** A share of all questions, by chance. */
  readonly chance?: number | undefined
  /** Questions of these families. */
  readonly families?: readonly string[] | undefined
  /** Questions of the validators with most stake, which have this share of it together. */
  readonly stake?: number | undefined
  /** The first questions of a round: this share of them. */
  readonly head?: number | undefined
  /** Epochs since the registration: fewer than these. */
  readonly young?: number | undefined
  /** One epoch in so many. */
  readonly every?: number | undefined
  /** Questions that another miner has answered in this round, as a second identity sees. */
  readonly heard?: boolean | undefined
}

/** Part of a recipe. */
export interface RecipePart {
  /** Name of the agent that answers. */
  readonly play: string
  /** Values of its parameters. @default its own */
  readonly with?: Readonly<Record<string, number>> | undefined
  /** Rules that must all hold. @default none: every question */
  readonly when?: Rule | undefined
}

/** Mixture of agents: a question is answered by the first part whose rules hold, and by nobody if there is none. */
export interface Recipe {
  /** @default 'mixture' */
  readonly name?: string | undefined
  readonly parts: readonly RecipePart[]
  /** Hotkeys of the operator. @default 1 */
  readonly hotkeys?: number | undefined
  /** Age in epochs from which a hotkey that is paid next to nothing is given up for a fresh one. @default never */
  readonly returns?: number | undefined
}

const share = () => number(0, 1).optional()
const rule = optionsOf({
  chance: share(),
  families: z.array(text('a family'), 'a list of families').optional(),
  stake: share(),
  head: share(),
  young: integer(1, 100_000).optional(),
  every: integer(2, 100_000).optional(),
  heard: flag().optional(),
})
const schema = optionsOf({
  name: text('a name').optional(),
  parts: z
    .array(
      optionsOf({
        play: text('the name of an agent'),
        with: checked<Readonly<Record<string, number>>>(
          (value) => Object(value) === value && Object.values(value as object).every(Number.isFinite),
          'values of parameters by name',
        ).optional(),
        when: rule.optional(),
      }),
      'a list of parts',
    )
    .min(1, 'a list of one part or more')
    .max(16, 'a list of 16 parts at most'),
  hotkeys: integer(1, 64).optional(),
  returns: integer(1, 100_000).optional(),
})

/** Reads a recipe. Throws CONFIG_INVALID for what is none. */
export const parseRecipe = (value: unknown): Recipe => parseOptions(schema, value, 'recipe') as Recipe

/** Names of all rules. */
export const ruleNames = (): readonly string[] => Object.keys(sentences)

/** Names of the rules that a recipe splits its questions by. */
export const rulesOf = ({ parts }: Pick<Recipe, 'parts'>): readonly string[] => [
  ...new Set(parts.flatMap(({ when = {} }) => Object.keys(when))),
]

const percent = (value: number): string => `${Math.round(value * 1_000) / 10} %`

const sentences: { readonly [Name in keyof Rule]-?: (value: NonNullable<Rule[Name]>) => string } = {
  chance: (value) => `in ${percent(value)} of cases`,
  families: (value) => `for the ${value.length === 1 ? 'family' : 'families'} ${value.join(', ')}`,
  stake: (value) => `for the validators that have the first ${percent(value)} of the stake`,
  head: (value) => `for the first ${percent(value)} of a round's questions`,
  young: (value) => `in the first ${value} epochs of a hotkey`,
  every: (value) => `in one epoch of ${value}`,
  heard: (value) => `where ${value ? 'another' : 'no other'} miner has answered the question`,
}

/** A recipe in words, without a full stop. */
export function describeRecipe({ parts, hotkeys = 1, returns }: Recipe): string {
  const all = parts.map(({ play, with: values = {}, when = {} }) => {
    const numbers = Object.entries(values).map(([name, value]) => `${name} ${Math.round(value * 1e4) / 1e4}`)
    const rules = Object.entries(when).map(([name, value]) => sentences[name as keyof Rule](value as never))
    return [numbers.length === 0 ? play : `${play} (${numbers.join(', ')})`, ...rules].join(' ')
  })
  return [
    `plays ${all.join(', else ')}`,
    ...(hotkeys === 1 ? [] : [`has ${hotkeys} hotkeys`]),
    ...(returns === undefined ? [] : [`registers again from ${returns} epochs on if hardly paid`]),
  ].join('; ')
}
