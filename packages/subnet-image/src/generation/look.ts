import {
  type FlowBackground,
  type FlowColour,
  type FlowShape,
  flowBackgrounds,
  flowColours,
  flowPalette,
  type Picture,
  shrinkPicture,
} from '@subnetkit/vision'

/** One thing in a picture. */
export interface Seen {
  readonly colour: FlowColour | FlowBackground
  /** Null for a shape that is none of the three. */
  readonly shape: FlowShape | null
  /** Centre, as shares of the picture's width and height. */
  readonly x: number
  readonly y: number
  /** Share of the picture that it covers. */
  readonly area: number
}

/** Everything that a look at a picture finds. */
export interface View {
  /** Null for a ground of another colour. */
  readonly background: FlowBackground | null
  readonly things: readonly Seen[]
}

/** Pictures are looked at with at most this many pixels a side, so that large ones cost no more. */
const longest = 64
/** Things that cover a smaller share are specks; the smallest shape of the grammar covers 0.029. */
const speck = 0.008
/** Farthest that a ground may be from its colour, in grey levels. */
const groundTolerance = 60
/** Share of a thing's colour from which a pixel is part of it. */
const core = 0.5

type Rgb = readonly [number, number, number]

/**
 * Looks at a picture: what it stands on, and each thing with its colour, shape and place. Every pixel is a mixture of the
 * ground and one colour, so that smooth edges count for what they are. The same bytes give the same view on every machine.
 */
export function look(picture: Picture): View {
  const small = shrinkPicture(picture, longest)
  const ground = borderColour(small)
  const pixels = mixtures(small, ground)
  const things = components(small, pixels)
    .filter(({ length }) => length >= speck * pixels.length)
    .map((members) => measure(small, pixels, members))
  return { background: nameGround(ground), things }
}

/** Median of each channel along the border. */
function borderColour({ width, height, data }: Picture): Rgb {
  const border = Array.from({ length: width * height }, (_, pixel) => pixel).filter((pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    return x === 0 || y === 0 || x === width - 1 || y === height - 1
  })
  const median = (channel: number) =>
    border.map((pixel) => data[pixel * 3 + channel] ?? 0).sort((a, b) => a - b)[border.length >> 1] ?? 0
  return [median(0), median(1), median(2)]
}

function nameGround(ground: Rgb): FlowBackground | null {
  const name = nearestName(flowBackgrounds, ground)
  return length(minus(ground, flowPalette[name])) <= groundTolerance ? name : null
}

function nearestName<Name extends FlowColour | FlowBackground>(names: readonly Name[], colour: Rgb): Name {
  const distance = (name: Name) => length(minus(colour, flowPalette[name]))
  return names.reduce((best, name) => (distance(name) < distance(best) ? name : best))
}

/** Main colour of a pixel, and how much of it is there instead of the ground: 1 for the palette's own, at most 1.3. */
interface Mixture {
  readonly colour: FlowColour | FlowBackground
  readonly share: number
}

function mixtures({ data }: Picture, ground: Rgb): Mixture[] {
  // Things may have every colour but that of the ground.
  const inks = [...flowColours, ...flowBackgrounds]
    .map((colour) => ({ colour, step: minus(flowPalette[colour], ground) }))
    .filter(({ step }) => length(step) > groundTolerance)
    .map((ink) => ({ ...ink, square: dot(ink.step, ink.step) }))
  return Array.from({ length: data.length / 3 }, (_, pixel) => {
    const off = minus(colourAt(data, pixel), ground)
    const square = dot(off, off)
    let best: Mixture = { colour: 'gray', share: 0 }
    let least = Number.POSITIVE_INFINITY
    for (const { colour, step, square: whole } of inks) {
      const along = dot(off, step)
      const share = Math.min(1.3, Math.max(0, along / whole))
      // Square of the distance to the nearest mixture of the ground and this colour.
      const rest = square - 2 * share * along + share * share * whole
      if (rest < least) [best, least] = [{ colour, share }, rest]
    }
    return best
  })
}

const colourAt = (data: Uint8Array, pixel: number): Rgb => [
  data[pixel * 3] ?? 0,
  data[pixel * 3 + 1] ?? 0,
  data[pixel * 3 + 2] ?? 0,
]

/** Pixels of each thing: neighbours of one colour that are more of it than of the ground. */
function components({ width }: Picture, pixels: readonly Mixture[]): number[][] {
  const free = pixels.map(({ share }) => share >= core)
  const found: number[][] = []
  for (const [start, { colour }] of pixels.entries()) {
    if (!free[start]) continue
    free[start] = false
    const members = [start]
    for (const pixel of members) {
      for (const next of neighbours(pixel, width)) {
        if (!free[next] || pixels[next]?.colour !== colour) continue
        free[next] = false
        members.push(next)
      }
    }
    found.push(members)
  }
  return found
}

function neighbours(pixel: number, width: number): number[] {
  const x = pixel % width
  const across = [-1, 0, 1].filter((step) => x + step >= 0 && x + step < width)
  return [-width, 0, width].flatMap((down) => across.map((step) => pixel + down + step))
}

function measure(
  { width, height, data }: Picture,
  pixels: readonly Mixture[],
  members: readonly number[],
): Seen {
  const covered = coverage(width, pixels, members)
  const [columns, rows] = [new Float64Array(width), new Float64Array(height)]
  let [area, sumX, sumY] = [0, 0, 0]
  for (const [pixel, share] of covered) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    area += share
    sumX += share * (x + 0.5)
    sumY += share * (y + 0.5)
    columns[x] = Math.max(columns[x] ?? 0, share)
    rows[y] = Math.max(rows[y] ?? 0, share)
  }
  const [wide, high] = [extent(columns), extent(rows)]
  const [x, y] = [sumX / area, sumY / area]
  const shape = nameShape({
    fill: area / (wide.size * high.size),
    stretch: wide.size / high.size,
    lean: length([(x - wide.middle) / wide.size, (y - high.middle) / high.size, 0]),
  })
  const inside = members.filter((pixel) => covered.get(pixel) === 1)
  return {
    colour: nameColour(inside.map((pixel) => colourAt(data, pixel))),
    shape,
    x: x / width,
    y: y / height,
    area: area / pixels.length,
  }
}

/** Name of the palette's colour that is nearest to the mean of some pixels. */
function nameColour(pixels: readonly Rgb[]): FlowColour | FlowBackground {
  const mean = (channel: 0 | 1 | 2) => pixels.reduce((sum, pixel) => sum + pixel[channel], 0) / pixels.length
  return nearestName([...flowColours, ...flowBackgrounds], [mean(0), mean(1), mean(2)])
}

/** Share of each pixel that a thing covers: its own pixels, and the edge around them. Full is the strength of its colour inside. */
function coverage(width: number, pixels: readonly Mixture[], members: readonly number[]) {
  const own = new Set(members)
  const edge = members
    .flatMap((pixel) => neighbours(pixel, width))
    .filter((pixel) => !own.has(pixel) && (pixels[pixel]?.share ?? core) < core)
  const strengths = members.map((pixel) => pixels[pixel]?.share ?? 0).sort((a, b) => a - b)
  const full = strengths[Math.floor(strengths.length * 0.7)] ?? 1
  return new Map(
    [...members, ...edge].map((pixel) => [pixel, Math.min(1, (pixels[pixel]?.share ?? 0) / full)]),
  )
}

/** Length and middle of what a line of shares covers; a border pixel counts by its share. */
function extent(shares: Float64Array): { readonly size: number; readonly middle: number } {
  const first = shares.findIndex((share) => share > 0)
  const last = shares.findLastIndex((share) => share > 0)
  const size = shares.reduce((sum, share) => sum + share, 0)
  const [start, end] = [first + 1 - (shares[first] ?? 0), last + (shares[last] ?? 0)]
  return { size, middle: (start + end) / 2 }
}

/** Measures of a shape in its bounding box. */
interface Outline {
  /** Share of the box that it covers: 1 for a square, 0.785 for a circle, 0.5 for a triangle. */
  readonly fill: number
  /** Width of the box by its height. */
  readonly stretch: number
  /** Distance of its centre from that of the box, in boxes: 0.167 for a triangle. */
  readonly lean: number
}

function nameShape({ fill, stretch, lean }: Outline): FlowShape | null {
  if (stretch < 0.75 || stretch > 1.35) return null
  if (lean > 0.08) return fill >= 0.42 && fill < 0.68 ? 'triangle' : null
  if (fill < 0.66) return null
  return fill < 0.905 ? 'circle' : 'square'
}

const dot = (one: Rgb, other: Rgb) => one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
const length = (vector: Rgb) => Math.sqrt(dot(vector, vector))
const minus = (one: Rgb, other: Rgb): Rgb => [one[0] - other[0], one[1] - other[1], one[2] - other[2]]
