import { integer, oneOf, optionsOf, parseOptions, text } from '@subnetkit/base'
import { z } from 'zod'
import { visionError } from '../errors.js'
import type { OnnxRuntime, OnnxTensor } from '../onnx/runtime.js'
import { createOnnxSession, type OnnxSession } from '../onnx/session.js'
import type { Painted, Painter, PaintOptions } from '../painters/painter.js'
import type { Picture } from '../picture/picture.js'
import { seededNoise } from './noise.js'
import { labelsOf, parseScene } from './prompt.js'

/** The model that ships with the package. */
export const flowModel = {
  path: new URL('../../flow/flow.onnx', import.meta.url),
  sha256: 'da6ae077fd8d736835e91653ac4a002552f74524c42c1e6b7a9be490cea30b58',
} as const

export interface FlowPainterOptions {
  /** Session of a model with the same inputs: it stays the caller's, and is not closed. @default one of `path` */
  readonly session?: OnnxSession | undefined
  /** Model file. @default the model that ships with the package, its SHA-256 checked */
  readonly path?: string | URL | undefined
  /** Package that runs the model. @default 'auto' */
  readonly runtime?: OnnxRuntime | 'auto' | undefined
}

/** A painter of the flow model; see `flow/README.md` for its prompts. */
export interface FlowPainter extends Painter, AsyncDisposable {
  /** Package that runs the model. */
  readonly runtime: OnnxRuntime
  /** Throws PROMPT_UNSUPPORTED for a prompt outside of the model's grammar, and ONNX_MODEL_INVALID. */
  paint(options: PaintOptions): Promise<Painted>
}

/** Width and height of the shipped model's pictures. */
const flowSide = 32

const painterOptions = optionsOf({
  session: z.custom<OnnxSession>().optional(),
  path: z.union([z.string(), z.instanceof(URL)], { error: 'a path or a file URL' }).optional(),
  runtime: oneOf('auto', 'node', 'web').default('auto'),
})

const paintOptions = optionsOf({
  prompt: text(),
  seed: integer(0, 0xffff_ffff),
  steps: integer(1, 1_000),
  signal: z.instanceof(AbortSignal).optional(),
})

/**
 * Paints six-slot prompts by a conditional rectified flow: Euler steps from seeded noise to a picture, of 32 × 32 pixels with
 * the shipped model. Equal prompts, seeds and steps give equal pictures, up to one grey level between runtimes. Throws
 * ONNX_RUNTIME_MISSING, ONNX_MODEL_INVALID and CONFIG_INVALID.
 */
export async function createFlowPainter(options: FlowPainterOptions = {}): Promise<FlowPainter> {
  const { session: given, path, runtime } = parseOptions(painterOptions, options, 'createFlowPainter')
  const session = given ?? (await createOnnxSession({ path: path ?? flowModel.path, runtime }))
  checkModel(session, given === undefined && path === undefined)
  const side = Number(session.shapeOf('x')?.[2]) || flowSide

  return {
    modelId: `flow-${session.sha256.slice(0, 16)}`,
    runtime: session.runtime,
    async paint(asked) {
      const { prompt, seed, steps, signal } = parseOptions(paintOptions, asked, 'paint')
      const labels = labelsOf(parseScene(prompt))
      let x = seededNoise(seed, 3 * side * side)
      for (let step = 0; step < steps; step += 1) {
        const { v } = await session.run(flowInputs(x, side, step / steps, labels), signal)
        x = x.map((value, at) => value + Number(v?.data[at]) / steps)
      }
      return { picture: toPicture(x, side), seed }
    },
    async [Symbol.asyncDispose]() {
      if (given === undefined) await session[Symbol.asyncDispose]()
    },
  }
}

function checkModel({ sha256, inputs, outputs }: OnnxSession, shipped: boolean): void {
  const problem =
    shipped && sha256 !== flowModel.sha256
      ? `its SHA-256 is ${sha256}, not ${flowModel.sha256}`
      : ['x', 't', 'y'].every((name) => inputs.includes(name)) && outputs.includes('v')
        ? null
        : `it takes ${inputs.join(', ')} and returns ${outputs.join(', ')}, not x, t, y and v`
  if (problem !== null)
    throw visionError('ONNX_MODEL_INVALID', { model: 'of the flow painter', detail: problem })
}

function flowInputs(
  x: Float32Array,
  side: number,
  time: number,
  labels: readonly number[],
): Record<string, OnnxTensor> {
  return {
    x: { type: 'float32', data: x, dims: [1, 3, side, side] },
    t: { type: 'float32', data: Float32Array.of(time), dims: [1] },
    y: { type: 'int64', data: BigInt64Array.from(labels, BigInt), dims: [1, 6] },
  }
}

/** Pixels of values between −1 and 1 that stand channel by channel. */
function toPicture(x: Float32Array, side: number): Picture {
  const area = side * side
  const data = Uint8Array.from({ length: x.length }, (_, at) => {
    const value = x[(at % 3) * area + Math.floor(at / 3)] ?? 0
    return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)))
  })
  return { width: side, height: side, data }
}
