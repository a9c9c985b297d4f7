import { type FlowScene, type FlowShape, flowPalette, type Picture } from '@subnetkit/vision'

/** Place of a shape: its centre and size, as shares of the picture's side. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/**
 * Draws a scene by program, without a model: pictures that are right by their making, for tests, and the cheat that a painted
 * subnet must not pay.
 */
export function renderScene(
  { first, second, background }: FlowScene,
  places: readonly [first: Place, second: Place],
  side = 32,
): Picture {
  const ground = flowPalette[background]
  const data = Uint8Array.from({ length: side * side * 3 }, (_, at) => ground[at % 3] ?? 0)
  for (const [number, { colour, shape }] of [first, second].entries()) {
    const { x, y, radius } = places[number]!
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      const across = (pixel % side) + 0.5 - x * side
      const down = Math.floor(pixel / side) + 0.5 - y * side
      // Smooth edges, a pixel wide.
      const cover = Math.min(1, Math.max(0, 0.5 - outside(shape, across, down, radius * side)))
      if (cover === 0) continue
      for (const [channel, value] of flowPalette[colour].entries()) {
        const at = pixel * 3 + channel
        data[at] = Math.round((data[at] ?? 0) * (1 - cover) + value * cover)
      }
    }
  }
  return { width: side, height: side, data }
}

/** Distance to the outline of a shape around the origin, in pixels; negative within. */
function outside(shape: FlowShape, x: number, y: number, radius: number): number {
  if (shape === 'circle') return Math.hypot(x, y) - radius
  if (shape === 'square') return Math.max(Math.abs(x), Math.abs(y)) - 0.88 * radius
  return Math.max(y - 0.8 * radius, 0.894 * Math.abs(x) - 0.447 * y - 0.5 * radius)
}

/** Places for the shapes of a scene: `spread` has four numbers from 0 to 1 for each shape and moves it and its size. */
export function placesOf(
  { relation }: Pick<FlowScene, 'relation'>,
  spread: readonly number[] = new Array(8).fill(0.5),
): [Place, Place] {
  const horizontal = relation === 'left of' || relation === 'right of'
  const leads = relation === 'left of' || relation === 'above'
  const place = (number: 0 | 1): Place => {
    const [along = 0.5, aside = 0.5, size = 0.5] = spread.slice(number * 4)
    const near = (number === 0) === leads ? 0.25 : 0.75
    const [main, other] = [near + 0.09 * (along - 0.5), 0.5 + 0.25 * (aside - 0.5)]
    const radius = 0.125 + 0.0625 * size
    return horizontal ? { x: main, y: other, radius } : { x: other, y: main, radius }
  }
  return [place(0), place(1)]
}
