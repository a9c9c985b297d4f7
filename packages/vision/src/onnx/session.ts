import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { createSerialQueue, oneOf, optionsOf, parseOptions, reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { visionError } from '../errors.js'
import { loadOnnxRuntime, type OnnxRuntime, type OnnxTensor } from './runtime.js'

export interface OnnxSessionOptions {
  /** File of the model; or give its `bytes`. */
  readonly path?: string | URL | undefined
  /** The model itself; or give its `path`. */
  readonly bytes?: Uint8Array | undefined
  /** Package that runs the model; `auto` takes onnxruntime-node if it is installed. @default 'auto' */
  readonly runtime?: OnnxRuntime | 'auto' | undefined
}

/** A loaded ONNX model. Runs are one after the other, on one thread, so that equal inputs give equal outputs. */
export interface OnnxSession extends AsyncDisposable {
  readonly runtime: OnnxRuntime
  /** SHA-256 of the model, hexadecimal. */
  readonly sha256: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Size of each dimension of an input, a name for one that may have any; undefined where the runtime does not tell. */
  shapeOf(input: string): readonly (number | string)[] | undefined
  /** Runs the model. Throws ONNX_MODEL_INVALID if the inputs do not fit it, or the signal's reason once it is aborted. */
  run(
    inputs: Readonly<Record<string, OnnxTensor>>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, OnnxTensor>>>
}

const sessionOptions = optionsOf({
  path: z.union([z.string(), z.instanceof(URL)], { error: 'a path or a file URL' }).optional(),
  bytes: z.instanceof(Uint8Array, { error: 'bytes' }).optional(),
  runtime: oneOf('auto', 'node', 'web').default('auto'),
}).refine(({ path, bytes }) => (path === undefined) !== (bytes === undefined), {
  error: 'either the path or the bytes of a model',
})

/** Loads an ONNX model on the CPU. Throws ONNX_RUNTIME_MISSING, ONNX_MODEL_INVALID and CONFIG_INVALID. */
export async function createOnnxSession(options: OnnxSessionOptions): Promise<OnnxSession> {
  const { path, bytes, runtime: wanted } = parseOptions(sessionOptions, options, 'createOnnxSession')
  const name = path === undefined ? 'given as bytes' : String(path)
  const invalid = (cause: unknown) =>
    visionError('ONNX_MODEL_INVALID', { model: name, detail: reasonOf(cause) }, { cause })
  const rejected = (cause: unknown): never => {
    throw invalid(cause)
  }

  const model = bytes ?? (await readFile(path ?? '').catch(rejected))
  const { runtime, module } = await loadOnnxRuntime(wanted)
  const inference = await module.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3, // errors only: warnings would go to the terminal
  }).catch(rejected)
  const runs = createSerialQueue()

  return {
    runtime,
    sha256: createHash('sha256').update(model).digest('hex'),
    inputs: inference.inputNames,
    outputs: inference.outputNames,
    shapeOf: (input) => inference.inputMetadata?.find(({ name }) => name === input)?.shape,
    run: (inputs, signal) =>
      runs(
        async () => {
          // A run blocks the process: whatever else waits gets its turn first.
          await setImmediate()
          signal?.throwIfAborted()
          const feeds = Object.entries(inputs).map(([input, { type, data, dims }]) => [
            input,
            new module.Tensor(type, data, dims),
          ])
          return inference.run(Object.fromEntries(feeds)).catch(rejected)
        },
        { signal },
      ),
    [Symbol.asyncDispose]: () => runs(() => inference.release()),
  }
}
