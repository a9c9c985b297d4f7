import { type FlowScene, flowBackgrounds, flowColours, flowRelations, flowShapes } from '@subnetkit/vision'
import type { Random } from 'subnetkit'
import type { View } from './look.js'

/** Attributes of a scene that a picture has right or wrong, with nothing between. */
export const attributes = ['colours', 'shapes', 'count', 'position'] as const
export type Attribute = (typeof attributes)[number]

/** Draws one of the 3,240 scenes: two shapes of different colours, how they stand, and on what. */
export function drawScene(random: Random): FlowScene {
  const [colour, other] = random.sample(flowColours, 2)
  return {
    first: { colour: colour!, shape: random.pick(flowShapes) },
    relation: random.pick(flowRelations),
    second: { colour: other!, shape: random.pick(flowShapes) },
    background: random.pick(flowBackgrounds),
  }
}

/** Least distance between the centres along the axis of a relation, as a share of the picture. */
const apart = 0.1

/**
 * Compares a view with a scene. Shapes and position belong to the colours that were asked for: a red square and a blue
 * circle are not a red circle and a blue square.
 */
export function compare(
  view: View,
  { first, relation, second, background }: FlowScene,
): Record<Attribute, boolean> {
  const { things } = view
  const one = things.find(({ colour }) => colour === first.colour)
  const other = things.find(({ colour }) => colour === second.colour)
  if (!one || !other) {
    return { colours: false, shapes: false, count: things.length === 2, position: false }
  }
  const [across, down] = [other.x - one.x, other.y - one.y]
  const towards = { 'left of': across, 'right of': -across, above: down, below: -down }[relation]
  const aside = Math.abs(relation === 'above' || relation === 'below' ? across : down)
  return {
    colours: view.background === background,
    shapes: one.shape === first.shape && other.shape === second.shape,
    count: things.length === 2,
    position: towards >= apart && towards > aside,
  }
}
