import { visionError } from '../errors.js'

/** Words that the model knows, in the order of its labels. */
export const flowColours = ['red', 'green', 'blue', 'yellow', 'purple', 'orange'] as const
export const flowShapes = ['circle', 'square', 'triangle'] as const
export const flowRelations = ['left of', 'right of', 'above', 'below'] as const
export const flowBackgrounds = ['white', 'black', 'gray'] as const

export type FlowColour = (typeof flowColours)[number]
export type FlowShape = (typeof flowShapes)[number]
export type FlowRelation = (typeof flowRelations)[number]
export type FlowBackground = (typeof flowBackgrounds)[number]

/** One of the two shapes of a scene. */
export interface FlowObject {
  readonly colour: FlowColour
  readonly shape: FlowShape
}

/** Six slots of a prompt: two shapes of different colours, where the first stands, and what they stand on. */
export interface FlowScene {
  readonly first: FlowObject
  readonly relation: FlowRelation
  readonly second: FlowObject
  readonly background: FlowBackground
}

/** Colours of the pictures that the model has seen: red, green, blue. */
export const flowPalette: Readonly<Record<FlowColour | FlowBackground, readonly [number, number, number]>> = {
  red: [220, 40, 40],
  green: [40, 170, 60],
  blue: [50, 80, 220],
  yellow: [235, 205, 40],
  purple: [150, 60, 190],
  orange: [240, 130, 30],
  white: [245, 245, 245],
  black: [20, 20, 20],
  gray: [128, 128, 128],
}

const either = (words: readonly string[]) => `(${words.join('|')})`
const object = `(?:an? |the )?${either(flowColours)} ${either(flowShapes)}`
const grammar = new RegExp(
  `^${object} (?:is )?${either(flowRelations)} ${object}(?: on (?:an? )?${either([...flowBackgrounds, 'grey'])}(?: background)?)$`,
)

/** The prompt of a scene: "a red circle left of a blue square on white". */
export function describeScene({ first, relation, second, background }: FlowScene): string {
  return `${nounPhrase(first)} ${relation} ${nounPhrase(second)} on ${background}`
}

function nounPhrase({ colour, shape }: FlowObject): string {
  return `${colour === 'orange' ? 'an' : 'a'} ${colour} ${shape}`
}

/** Reads a prompt, in whatever case and with or without a full stop. Throws PROMPT_UNSUPPORTED. */
export function parseScene(prompt: string): FlowScene {
  const words = prompt.trim().toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '')
  const [, colour, shape, relation, otherColour, otherShape, background] = grammar.exec(words) ?? []
  if (background === undefined)
    throw unsupported(prompt, 'it is not "one shape, a relation, another shape, a background"')
  if (colour === otherColour) throw unsupported(prompt, 'both shapes have the same colour')
  return {
    first: { colour, shape } as FlowObject,
    relation: relation as FlowRelation,
    second: { colour: otherColour, shape: otherShape } as FlowObject,
    background: (background === 'grey' ? 'gray' : background) as FlowBackground,
  }
}

function unsupported(prompt: string, why: string) {
  return visionError('PROMPT_UNSUPPORTED', { detail: `${JSON.stringify(prompt.slice(0, 200))}: ${why}` })
}

/** Labels of a scene as the model takes them: six numbers below 25. */
export function labelsOf({ first, relation, second, background }: FlowScene): readonly number[] {
  return [
    flowColours.indexOf(first.colour),
    6 + flowShapes.indexOf(first.shape),
    9 + flowRelations.indexOf(relation),
    13 + flowColours.indexOf(second.colour),
    19 + flowShapes.indexOf(second.shape),
    22 + flowBackgrounds.indexOf(background),
  ]
}
