import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '@subnetkit/base/process'
import {
  createFlowPainter,
  type FlowPainter,
  hashDistance,
  perceptualHash,
  pictureDifference,
} from '@subnetkit/vision'
import { createRandom } from 'subnetkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { PaintOutput } from '../../packages/subnet-image/src/generation/answer.js'
import { createPaintHandler } from '../../packages/subnet-image/src/generation/paint.js'
import { createRerun } from '../../packages/subnet-image/src/generation/rerun.js'
import { attributes } from '../../packages/subnet-image/src/generation/scene.js'
import { diversity, share } from '../../packages/subnet-image/src/generation/score.js'
import { generate } from '../../packages/subnet-image/src/generation/synapse.js'
import { drawPrompt } from '../../packages/subnet-image/src/generation/tasks.js'

/*
 * The native runtime has 288 MB, too much for a dependency of the repository: it is installed for this test, where the
 * registry can be reached.
 */
const folder = await mkdtemp(join(tmpdir(), 'subnetkit-onnxruntime-'))
const installed = await runProgram(
  ['npm', 'install', 'onnxruntime-node@1', '--onnxruntime-node-install=skip', '--no-audit', '--no-fund'],
  { cwd: folder, env: process.env, signal: AbortSignal.timeout(200_000) },
).catch(() => null)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.skipIf(installed?.code !== 0)('native code and WebAssembly', () => {
  let painters: FlowPainter[] = []

  beforeAll(async () => {
    vi.doMock('onnxruntime-node', () => ({
      default: createRequire(join(folder, 'package.json'))('onnxruntime-node'),
    }))
    painters = [await createFlowPainter(), await createFlowPainter({ runtime: 'web' })]
  })
  afterAll(async () => {
    for (const painter of painters) await painter[Symbol.asyncDispose]()
    vi.doUnmock('onnxruntime-node')
  })

  test('the native one is preferred', () => {
    expect(painters.map(({ runtime }) => runtime)).toEqual(['node', 'web'])
  })

  test.each([
    ['a red circle left of a blue square on white', 8],
    ['a green triangle above a purple circle on black', 8],
    ['an orange square right of a yellow triangle on gray', 24],
    ['a blue circle below a green circle on white', 32],
  ])('paint %s within one grey level, and the same again to the bit', async (prompt, steps) => {
    for (const seed of [1, 2, 0xffff_ffff]) {
      const [native, wasm, again] = await Promise.all(
        [painters[0], painters[1], painters[0]].map((painter) => painter?.paint({ prompt, seed, steps })),
      )
      if (!native || !wasm || !again) throw new Error('a painter is missing')
      expect(pictureDifference(native.picture, wasm.picture, 1)).toBe(0)
      expect(pictureDifference(native.picture, wasm.picture)).toBeLessThan(0.005)
      expect(pictureDifference(native.picture, again.picture)).toBe(0)
      expect(hashDistance(perceptualHash(native.picture), perceptualHash(wasm.picture))).toBeLessThanOrEqual(
        1,
      )
    }
  })

  test('give equal answers equal scores to the bit, whichever paints them and whichever paints them again', async () => {
    const { input, truth } = drawPrompt(createRandom(new TextEncoder().encode('runtimes')))
    for (const painter of painters) {
      const painted = await createPaintHandler({ painter })({ input })
      const scores = painters.map(async (validator) => {
        const answer = { input, truth, output: (await generate.output.parseAsync(painted)) as PaintOutput }
        const honesty = await createRerun({ painters: async () => [validator] })(answer)
        const shares = await Promise.all(attributes.map((attribute) => share(attribute, answer)))
        return [honesty, ...shares, await diversity(answer)]
      })
      const [native, wasm] = await Promise.all(scores)
      expect(native?.[0]).toBe('same')
      expect(wasm).toEqual(native)
    }
  })
})
