import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOnnxSession, type OnnxSession } from '../onnx/session.js'
import { pictureDifference } from '../picture/difference.js'
import type { Picture } from '../picture/picture.js'
import { createFlowPainter, type FlowPainter, flowModel } from './painter.js'

test('the shipped model is the one that its README describes', async () => {
  const bytes = await readFile(flowModel.path)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(flowModel.sha256)
})

describe('createFlowPainter', () => {
  const prompt = 'a red circle left of a blue square on white'
  let session: OnnxSession
  let painter: FlowPainter

  beforeAll(async () => {
    session = await createOnnxSession({ path: flowModel.path, runtime: 'web' })
    painter = await createFlowPainter({ session })
  })
  afterAll(() => session[Symbol.asyncDispose]())

  test('paints a prompt, and the same again from its seed', async () => {
    const { picture, seed } = await painter.paint({ prompt, seed: 5, steps: 4 })
    expect(picture).toMatchObject({ width: 32, height: 32 })
    expect(share(picture, [245, 245, 245])).toBeGreaterThan(0.5)
    expect(share(picture, [220, 40, 40])).toBeGreaterThan(0.02)
    expect(share(picture, [50, 80, 220])).toBeGreaterThan(0.02)
    const [again, other] = [
      await painter.paint({ prompt, seed, steps: 4 }),
      await painter.paint({ prompt, seed: 6, steps: 4 }),
    ]
    expect(pictureDifference(picture, again.picture)).toBe(0)
    expect(pictureDifference(picture, other.picture, 1)).toBeGreaterThan(0.1)
  })

  test('paints at the size of a larger model', async () => {
    const larger: OnnxSession = {
      ...session,
      sha256: 'ab'.repeat(32),
      shapeOf: () => ['b', 3, 48, 48],
      run: async ({ x }) => ({ v: { type: 'float32', data: x!.data, dims: x!.dims } }),
    }
    const other = await createFlowPainter({ session: larger })
    expect(other.modelId).toBe('flow-abababababababab')
    await expect(other.paint({ prompt, seed: 1, steps: 1 })).resolves.toMatchObject({
      picture: { width: 48, height: 48 },
    })
  })

  test('names its model by its hash', () => {
    expect(painter.modelId).toBe('flow-da6ae077fd8d7368')
  })

  test('stops when its signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(painter.paint({ prompt, seed: 1, steps: 1_000, signal })).rejects.toThrow('stopped')
  })

  test.each([
    [{ seed: -1 }, 'CONFIG_INVALID'],
    [{ steps: 0 }, 'CONFIG_INVALID'],
    [{ prompt: 'a photograph of a cat' }, 'PROMPT_UNSUPPORTED'],
  ])('refuses %j', async (change, code) => {
    await expect(painter.paint({ prompt, seed: 1, steps: 1, ...change })).rejects.toMatchObject({ code })
  })
})

/** Share of the pixels that are within 30 grey levels of a colour. */
function share({ data }: Picture, colour: readonly number[]): number {
  const near = Array.from({ length: data.length / 3 }, (_, pixel) =>
    colour.every((value, channel) => Math.abs((data[pixel * 3 + channel] ?? 0) - value) < 30),
  )
  return near.filter(Boolean).length / near.length
}
