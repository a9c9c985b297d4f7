import { modelError } from '../errors.js'

/** The part of node-llama-cpp that is used: the package is optional, so its own types may be missing. */
export interface LlamaRuntime {
  getLlama(
    options: object,
  ): Promise<{ loadModel(options: { readonly modelPath: string }): Promise<LlamaModel> }>
  readonly LlamaCompletion: new (options: object) => LlamaCompletion
}

interface LlamaModel {
  readonly trainContextSize: number
  createContext(options: object): Promise<{ getSequence(): LlamaSequence }>
}

/** Place for one text at a time. */
interface LlamaSequence {
  clearHistory(): Promise<void>
}

/** One text that is continued. */
export interface LlamaCompletion {
  generateCompletionWithMeta(
    text: string,
    options: object,
  ): Promise<{ readonly metadata: { readonly stopReason: string } }>
  dispose(): void
}

/** Loads node-llama-cpp. Throws RUNTIME_MISSING if it is not installed. */
export async function loadLlamaRuntime(): Promise<LlamaRuntime> {
  // A name that the compiler does not resolve.
  const name: string = 'node-llama-cpp'
  try {
    return (await import(name)) as LlamaRuntime
  } catch (cause) {
    // The variable keeps its install from compiling llama.cpp.
    const install = `NODE_LLAMA_CPP_SKIP_DOWNLOAD=true npm install ${name}`
    throw modelError('RUNTIME_MISSING', { runtime: name, install }, { cause })
  }
}
