import { visionError } from '../errors.js'

/** Packages that run ONNX models: `onnxruntime-node` is native, `onnxruntime-web` is WebAssembly. */
export type OnnxRuntime = 'node' | 'web'

/** The part of both packages that sessions use. */
export interface OnnxModule {
  readonly env: { readonly wasm: { numThreads?: number } }
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxInference>
  }
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown
}

export interface OnnxInference {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  readonly inputMetadata?: readonly {
    readonly name: string
    readonly shape?: readonly (number | string)[]
  }[]
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

/** Tensor of numbers, in the order of its last dimension. */
export interface OnnxTensor {
  readonly type: 'float32' | 'int64' | 'int32' | 'uint8' | (string & {})
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array
  readonly dims: readonly number[]
}

const installs: Readonly<Record<OnnxRuntime | 'auto', string>> = {
  web: 'npm install onnxruntime-web',
  // Its install script downloads CUDA libraries, which the CPU does not need.
  node: 'npm install onnxruntime-node --onnxruntime-node-install=skip',
  auto: 'npm install onnxruntime-web, or npm install onnxruntime-node --onnxruntime-node-install=skip where speed counts',
}

/** Loads a runtime, which is optional. `auto` prefers the native one. Throws ONNX_RUNTIME_MISSING. */
export async function loadOnnxRuntime(
  wanted: OnnxRuntime | 'auto',
): Promise<{ readonly runtime: OnnxRuntime; readonly module: OnnxModule }> {
  const failures: unknown[] = []
  for (const runtime of wanted === 'auto' ? (['node', 'web'] as const) : [wanted]) {
    try {
      return { runtime, module: await imports[runtime]() }
    } catch (cause) {
      failures.push(cause)
    }
  }
  const missing =
    wanted === 'auto' ? 'neither onnxruntime-node nor onnxruntime-web can' : `onnxruntime-${wanted} cannot`
  throw visionError(
    'ONNX_RUNTIME_MISSING',
    { missing, install: installs[wanted] },
    { cause: failures.at(-1) },
  )
}

/** Names that the compiler does not resolve: it would ask for packages that need not be installed. */
const packages: Readonly<Record<OnnxRuntime, string>> = { node: 'onnxruntime-node', web: 'onnxruntime-web' }

const imports: Readonly<Record<OnnxRuntime, () => Promise<OnnxModule>>> = {
  async node() {
    const { default: module } = (await import(packages.node)) as { default: OnnxModule }
    return module
  },
  async web() {
    const module = (await import(packages.web)) as OnnxModule
    // More threads fail in Node: the worker's script cannot be fetched.
    module.env.wasm.numThreads = 1
    return module
  },
}
