import type { Random } from 'subnetkit'
import { type FontName, fontNames } from './fonts.js'
import { words } from './words.js'

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number]

/** Strength of the noise: its standard deviation is 20 grey levels for each. */
export type Level = 0 | 1 | 2 | 3

/** Distortions of a picture by a camera. */
export interface Photo {
  /**
   * Place that each corner shows, outwards from the picture's own, as shares of width and height; from the upper left one
   * clockwise.
   */
  readonly corners: readonly (readonly [number, number])[]
  /** Standard deviation of the blur, in pixels. */
  readonly blur: number
  /** Light that is missing at one end, as a share. */
  readonly shade: number
  /** Direction from light to dark, in radians. */
  readonly shadeAngle: number
  /** Step of the compression, 1 (fine) to 40 (coarse). */
  readonly step: number
}

/** Everything that decides the pixels of a picture with text. */
export interface Scene {
  readonly text: string
  readonly font: FontName
  /** Height of the font, in pixels. */
  readonly size: number
  readonly ink: Colour
  readonly paper: Colour
  /** Clockwise, in radians. */
  readonly tilt: number
  /** Free space around the text, in pixels. */
  readonly margin: number
  readonly level: Level
  /** Null for a picture that was not photographed. */
  readonly photo: Photo | null
  /** Seed of the noise, 32 bits. */
  readonly seed: number
}

/** Least difference between the brightness of ink and paper, 0 to 255. */
const leastContrast = 110

/** Draws a scene: two to four words and a number, in a random place among them. */
export function drawScene(random: Random, { level, photo }: { level: Level; photo: boolean }): Scene {
  return {
    text: drawText(random),
    font: random.pick(fontNames),
    size: random.int(26, 34),
    ...drawColours(random),
    tilt: between(random, -0.04, 0.04),
    margin: random.int(6, 12),
    level,
    photo: photo ? drawPhoto(random) : null,
    seed: random.int(0, 0xffff_ffff),
  }
}

function drawText(random: Random): string {
  const drawn = random.sample(words, random.int(2, 4)).map((word) => cased(word, random.int(0, 3)))
  const number = String(random.int(10, 99_999))
  return drawn.toSpliced(random.int(0, drawn.length), 0, number).join(' ')
}

function cased(word: string, way: number): string {
  if (way === 0) return word.toUpperCase()
  return way === 1 ? word : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}

function drawColours(random: Random): { ink: Colour; paper: Colour } {
  for (;;) {
    const [ink, paper] = [drawColour(random), drawColour(random)]
    if (Math.abs(brightness(ink) - brightness(paper)) >= leastContrast) return { ink, paper }
  }
}

const drawColour = (random: Random): Colour => [random.int(0, 255), random.int(0, 255), random.int(0, 255)]

/** Brightness as the eye sees it, 0 to 255. */
export const brightness = ([red, green, blue]: Colour): number => 0.299 * red + 0.587 * green + 0.114 * blue

function drawPhoto(random: Random): Photo {
  return {
    corners: [outward(random), outward(random), outward(random), outward(random)],
    blur: between(random, 0.6, 1.5),
    shade: between(random, 0.15, 0.5),
    shadeAngle: between(random, 0, 2 * Math.PI),
    step: random.int(8, 26),
  }
}

const outward = (random: Random) => [between(random, -0.005, 0.03), between(random, -0.03, 0.2)] as const

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next()
