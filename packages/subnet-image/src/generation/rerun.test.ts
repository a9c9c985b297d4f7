import { encodePng, type Painter, type Picture } from '@subnetkit/vision'
import { isNotChecked } from 'subnetkit'
import { expect, test } from 'vitest'
import type { PaintAnswer } from './answer.js'
import { createPaintHandler } from './paint.js'
import { createRerun } from './rerun.js'
import { generate } from './synapse.js'

const grey = (level: number): Picture => ({ width: 8, height: 8, data: new Uint8Array(192).fill(level) })

/** An answer of a model that paints every picture in one grey. */
function answerOf(level = 100, modelId = 'grey'): PaintAnswer {
  const pictures = [7, 8].map((seed) => ({ png: encodePng(grey(level)), seed }))
  const output = generate.output.parse({ pictures, steps: 1, modelId })
  const input = { prompt: 'a red circle left of a blue square on white', seed: 7, pictures: 2 }
  return { input, output } as unknown as PaintAnswer
}

/** The answer with one pixel of its second picture painted over. */
function retouched(level: number): PaintAnswer {
  const { input, output } = answerOf()
  const picture = grey(100)
  picture.data.fill(level, 0, 1)
  const pictures = [grey(100), picture].map((one, at) => ({ png: encodePng(one), seed: 7 + at }))
  return { input, output: generate.output.parse({ ...output, pictures }) } as unknown as PaintAnswer
}

const painterOf = (paint: Painter['paint']): Painter => ({ modelId: 'grey', paint })
const honest = painterOf(async ({ seed }) => ({ seed, picture: grey(100) }))

test.each([
  ['the same pictures', 100, 'grey', true],
  ['one grey level more', 101, 'grey', true],
  ['other pictures', 110, 'grey', false],
  ['a model that the validator does not have', 100, 'large', false],
] as const)('%s, stated as grey %i of %s: %s', async (_, level, modelId, isHonest) => {
  const { check: rerun } = createRerun({ painters: async () => [honest] })
  expect(await rerun(answerOf(level, modelId))).toBe(isHonest)
})

test('defect: a few pixels could be painted over, which parts shapes that have run together', async () => {
  const { check: rerun } = createRerun({ painters: async () => [honest] })
  expect(await rerun(retouched(101))).toBe(true)
  expect(await rerun(retouched(255))).toBe(false)
})

test('defect: pictures of a model that paints larger ones than are sent were taken for lies', async () => {
  const picture = { width: 512, height: 300, data: new Uint8Array(512 * 300 * 3).fill(50) }
  const large = { modelId: 'large', paint: async ({ seed }: { seed: number }) => ({ seed, picture }) }
  const { input } = answerOf()
  const painted = await createPaintHandler({ painter: large, tries: 1 })({ input })
  const output = generate.output.parse(painted)
  const { check: rerun } = createRerun({ painters: async () => [large] })
  expect(await rerun({ input, output } as unknown as PaintAnswer)).toBe(true)
})

test('a model that cannot be loaded checks nothing, says why, and is loaded again for the next answer', async () => {
  let loads = 0
  const { check: rerun } = createRerun({
    async painters() {
      loads += 1
      if (loads > 1) return [honest]
      throw Object.assign(new Error('the runtime is missing'), { fix: 'Run npm install.' })
    },
  })
  expect(await rerun(answerOf())).toMatchObject({
    notChecked: true,
    reason: 'the runtime is missing. Run npm install.',
  })
  expect(await rerun(answerOf())).toBe(true)
})

/** Time limits that end only by hand, in the order in which they began. */
function handLimits() {
  const made: { readonly ms: number; readonly end: () => void }[] = []
  const timeout = (ms: number) => {
    const controller = new AbortController()
    made.push({ ms, end: () => controller.abort(new Error(`more than ${ms} ms`)) })
    return controller.signal
  }
  const untilBegun = async (ms: number, count: number) => {
    while (made.filter((one) => one.ms === ms).length < count) await new Promise(setImmediate)
    return made.filter((one) => one.ms === ms).at(-1)!
  }
  return { made, timeout, untilBegun }
}

const paintMs = 8_000
const waitMs = 60_000

test('defect: the time of a picture began while its answer still waited for others', async () => {
  const { made, timeout, untilBegun } = handLimits()
  const painted: (() => void)[] = []
  const slow = painterOf(
    ({ seed }) => new Promise((done) => painted.push(() => done({ seed, picture: grey(100) }))),
  )
  const { check: rerun } = createRerun({ painters: async () => [slow] }, timeout)
  const [first, second] = [rerun(answerOf()), rerun(answerOf())]
  for (let picture = 1; picture <= 4; picture += 1) {
    await untilBegun(paintMs, picture)
    expect(made.filter(({ ms }) => ms === paintMs)).toHaveLength(picture)
    while (painted.length < picture) await new Promise(setImmediate)
    painted[picture - 1]!()
  }
  expect(await Promise.all([first, second])).toEqual([true, true])
})

test('a painter that is too slow checks nothing, even one that ignores its signal; the next answer gets its turn', async () => {
  const { timeout, untilBegun } = handLimits()
  let isStuck = true
  const stuck = painterOf(({ seed }) =>
    isStuck ? new Promise(() => {}) : Promise.resolve({ seed, picture: grey(100) }),
  )
  const { check: rerun } = createRerun({ painters: async () => [stuck] }, timeout)
  const [first, second] = [rerun(answerOf()), rerun(answerOf())]
  const limit = await untilBegun(paintMs, 1)
  isStuck = false
  limit.end()
  expect(isNotChecked(await first)).toBe(true)
  expect(await second).toBe(true)
})

test('an answer that has waited too long is not checked, and takes no time of those behind it', async () => {
  const { made, timeout, untilBegun } = handLimits()
  let finish = () => {}
  const slow = painterOf(
    ({ seed }) =>
      new Promise((done) => {
        finish = () => done({ seed, picture: grey(110) })
      }),
  )
  const { check: rerun } = createRerun({ painters: async () => [slow] }, timeout)
  const [first, second] = [rerun(answerOf()), rerun(answerOf())]
  await untilBegun(paintMs, 1)
  made
    .filter(({ ms }) => ms === waitMs)
    .at(-1)!
    .end()
  finish()
  expect(await first).toBe(false)
  expect(await second).toMatchObject({ reason: expect.stringContaining(`${waitMs} ms`) })
  expect(made.filter(({ ms }) => ms === paintMs)).toHaveLength(1)
})
