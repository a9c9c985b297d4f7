import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '@subnetkit/base/process'
import { createImageSubnet } from '@subnetkit/subnet-image'
import {
  createFlowPainter,
  type FlowPainter,
  hashDistance,
  perceptualHash,
  pictureDifference,
} from '@subnetkit/vision'
import { scoreRound } from 'subnetkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { PaintInput } from '../../packages/subnet-image/src/generation/answer.js'
import { createPaintHandler } from '../../packages/subnet-image/src/generation/paint.js'

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

  test('two validators give equal answers bit-equal scores, with ORT in node for one and in wasm for the other', async () => {
    const secret = createHash('sha256').update('runtimes').digest()
    const round = { netuid: 1, mechanism: 0, number: 1, secret }
    const { tasks } = createImageSubnet({ read: false })
    const replies: unknown[] = []
    // Either runtime paints for one miner, and a third one misstates its steps.
    for (const [at, painter] of [...painters, painters[0]!].entries()) {
      const paint = createPaintHandler({ painter, tries: 2 })
      for (const task of tasks.tasksFor(round, `miner ${at}`)) {
        const output = await paint({ input: task.input as PaintInput })
        replies.push({
          ...{ hotkey: `miner ${at}`, task, latencyMs: 50 },
          output: at < 2 ? output : { ...output, steps: 7 },
        })
      }
    }
    const scores = painters.map(async (validator) => {
      const subnet = createImageSubnet({ read: false, painters: async () => [validator] })
      return JSON.stringify(await scoreRound(subnet, replies as never, { round }))
    })
    const [native, wasm] = await Promise.all(scores)
    expect(wasm).toBe(native)
    const means = JSON.parse(native!).miners.map(({ mean }: { mean: number }) => mean)
    expect(means[0]).toBeGreaterThan(0.3)
    expect(means[1]).toBeGreaterThan(0.3)
    expect(means[2]).toBe(0)
  })
})
