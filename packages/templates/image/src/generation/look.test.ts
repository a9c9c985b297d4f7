import {
  decodePng,
  encodePng,
  type FlowScene,
  flowBackgrounds,
  flowColours,
  flowPalette,
  flowRelations,
  flowShapes,
  type Picture,
} from '@subnetkit/vision'
import { createRandom } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { look } from './look.js'
import { placesOf, renderScene } from './render.js'
import { attributes, compare, drawScene } from './scene.js'

const random = createRandom(new TextEncoder().encode('look'))
const spread = () => Array.from({ length: 8 }, () => random.next())

/** Scenes and pictures that show them, drawn by program. */
const rendered = (count: number, side: number) =>
  Array.from({ length: count }, () => {
    const scene = drawScene(random)
    return { scene, picture: renderScene(scene, placesOf(scene, spread()), side) }
  })

const isRight = (scene: FlowScene, picture: Picture) => {
  const found = compare(look(picture), scene)
  return attributes.every((attribute) => found[attribute])
}

const changed = (
  { width, height, data }: Picture,
  change: (value: number, at: number) => number,
): Picture => ({
  width,
  height,
  data: Uint8Array.from(data, (value, at) => Math.round(Math.min(255, Math.max(0, change(value, at))))),
})

const scene: FlowScene = {
  first: { colour: 'red', shape: 'circle' },
  relation: 'left of',
  second: { colour: 'blue', shape: 'square' },
  background: 'white',
}

describe('look', () => {
  test.each([
    [32, 60],
    [47, 20],
    [64, 10],
    [130, 2],
    [512, 1],
  ])('finds what true pictures of %i pixels show', (side, count) => {
    const right = rendered(count, side).filter(({ scene: one, picture }) => isRight(one, picture))
    expect(right.length / count).toBeGreaterThanOrEqual(0.95)
  })

  test.each<[string, (picture: Picture) => Picture]>([
    ['noise', (picture) => changed(picture, (value, at) => value + ((at * 7919) % 31) - 15)],
    ['weak colours', (picture) => changed(picture, (value) => 128 + (value - 128) * 0.85)],
    ['strong colours', (picture) => changed(picture, (value) => 128 + (value - 128) * 1.2)],
    ['a PNG file', (picture) => decodePng(encodePng(picture))],
  ])('sees through %s', (_, change) => {
    const right = rendered(20, 32).filter(({ scene: one, picture }) => isRight(one, change(picture)))
    expect(right.length).toBeGreaterThanOrEqual(19)
  })

  test('names each thing with its colour, shape and place', () => {
    const { background, things } = look(renderScene(scene, placesOf(scene)))
    expect(background).toBe('white')
    expect(things).toHaveLength(2)
    expect(things).toMatchObject([
      { colour: 'red', shape: 'circle' },
      { colour: 'blue', shape: 'square' },
    ])
    expect([things[0]?.x, things[1]?.x].map((x) => Math.round((x ?? 0) * 100))).toEqual([25, 75])
  })

  test('names colours that are not quite those of the palette', () => {
    const shades = {
      red: [255, 0, 0],
      green: [0, 128, 0],
      blue: [0, 0, 255],
      yellow: [255, 255, 0],
      purple: [128, 0, 128],
      orange: [255, 165, 0],
    } as const
    for (const [colour, shade] of Object.entries(shades)) {
      for (const ground of [
        [255, 255, 255],
        [0, 0, 0],
        [140, 140, 140],
      ]) {
        const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => {
          const [x, y] = [Math.floor(at / 3) % 64, Math.floor(at / 192)]
          return (Math.hypot(x - 31.5, y - 31.5) < 12 ? shade : ground)[at % 3] ?? 0
        })
        expect(look({ width: 64, height: 64, data }).things).toMatchObject([{ colour, shape: 'circle' }])
      }
    }
  })

  test.each<[string, Picture]>([
    ['one pixel', { width: 1, height: 1, data: Uint8Array.of(9, 9, 9) }],
    ['one colour', { width: 40, height: 3, data: new Uint8Array(360).fill(128) }],
    ['a line', { width: 512, height: 1, data: new Uint8Array(1_536).fill(20) }],
    [
      'grey noise',
      {
        width: 64,
        height: 64,
        data: Uint8Array.from({ length: 12_288 }, (_, at) => (Math.floor(at / 3) * 7919) % 256),
      },
    ],
    [
      'colourful noise',
      { width: 64, height: 64, data: Uint8Array.from({ length: 12_288 }, () => random.int(0, 255)) },
    ],
  ])('gives nothing for %s', (_, picture) => {
    const found = compare(look(picture), scene)
    expect(Object.values(found).filter(Boolean).length).toBeLessThanOrEqual(1)
    expect(found).toMatchObject({ shapes: false, position: false })
  })

  test('does not take a ring, a bar, a rhombus or a flipped shape for another one', () => {
    const draw = (covers: (x: number, y: number) => boolean): Picture => ({
      width: 64,
      height: 64,
      data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => {
        const pixel = Math.floor(at / 3)
        const inside = covers((pixel % 64) - 31.5, Math.floor(pixel / 64) - 31.5)
        return flowPalette[inside ? 'red' : 'white'][at % 3] ?? 0
      }),
    })
    const shapeOf = (covers: (x: number, y: number) => boolean) => look(draw(covers)).things[0]?.shape
    expect(shapeOf((x, y) => Math.hypot(x, y) < 12)).toBe('circle')
    expect(shapeOf((x, y) => Math.hypot(x, y) < 12 && Math.hypot(x, y) > 9)).toBeNull()
    expect(shapeOf((x, y) => Math.abs(x) < 12 && Math.abs(y) < 5)).toBeNull()
    expect(shapeOf((x, y) => Math.abs(x) + Math.abs(y) < 14)).toBeNull()
    expect(shapeOf((x, y) => x > -10 && y > -10 && x + y < 8)).toBe('triangle')
    expect(shapeOf((x, y) => Math.max(Math.abs(x), Math.abs(y)) < 12 && (x < 0 || y < 0))).toBeNull()
  })
})

describe('compare', () => {
  const view = look(renderScene(scene, placesOf(scene)))

  test('has every attribute right for its own scene only', () => {
    const others = flowColours.flatMap((colour) =>
      flowShapes.flatMap((shape) =>
        flowRelations.flatMap((relation) =>
          flowBackgrounds.map((background) => ({ ...scene, first: { colour, shape }, relation, background })),
        ),
      ),
    )
    const right = others.filter((other) => attributes.every((attribute) => compare(view, other)[attribute]))
    expect(right).toEqual([scene])
  })

  test('binds shapes and position to colours', () => {
    const swapped: FlowScene = {
      ...scene,
      first: { colour: 'blue', shape: 'circle' },
      second: { colour: 'red', shape: 'square' },
    }
    expect(compare(view, swapped)).toEqual({ colours: true, shapes: false, count: true, position: false })
  })

  test('gives each attribute for itself', () => {
    const [red, blue] = view.things
    if (!red || !blue) throw new Error('nothing seen')
    const seen = (things = view.things, background = view.background) =>
      compare({ background, things }, scene)
    expect(seen([red, blue, { ...blue, colour: 'green' }])).toMatchObject({ count: false, colours: true })
    expect(seen([{ ...red, shape: 'square' }, blue])).toMatchObject({ shapes: false, position: true })
    expect(seen([{ ...red, x: 0.9 }, blue])).toMatchObject({ position: false, shapes: true })
    expect(seen([{ ...red, y: 0.1, x: 0.5 }, blue])).toMatchObject({ position: false })
    expect(seen([red])).toEqual({ colours: false, shapes: false, count: false, position: false })
    expect(seen(view.things, 'gray')).toMatchObject({ colours: false, shapes: true })
  })

  test('does not depend on the order of things', () => {
    for (const { scene: one, picture } of rendered(20, 32)) {
      const { background, things } = look(picture)
      expect(compare({ background, things: things.toReversed() }, one)).toEqual(
        compare({ background, things }, one),
      )
    }
  })
})
