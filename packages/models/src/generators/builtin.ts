import { streamCompletion } from '../gguf/complete.js'
import { loadModel } from '../gguf/load-model.js'
import { collectText, type GenerateOptions, type TextGenerator, trimmed } from './generator.js'

/** The model that ships with the package. */
export const builtinModel = {
  path: new URL('../../tiny/tiny.gguf', import.meta.url),
  sha256: '20865529445f810f5eb15131b5d3e5ff9fda4a535be2d63bb62ed57990039f70',
} as const

export interface BuiltinGeneratorOptions {
  /**
   * A GGUF v3 file of the llama architecture.
   * @default the model that ships with the package, its SHA-256 checked
   */
  readonly path?: string | URL | undefined
  /**
   * Formats a prompt for the model.
   * @default `Q: <prompt>\nA:`, the format that the shipped model was trained on
   */
  readonly template?: ((prompt: string) => string) | undefined
}

/** Runs a model in this process, on the CPU, without any dependency. Throws MODEL_INVALID. */
export async function createBuiltinGenerator(options: BuiltinGeneratorOptions = {}): Promise<TextGenerator> {
  const { path, template = questionAndAnswer } = options
  const { name, model, tokenizer } = await (path === undefined
    ? loadModel(builtinModel.path, builtinModel.sha256)
    : loadModel(path))
  const stream = ({ prompt, ...options }: GenerateOptions) =>
    trimmed(streamCompletion(model, tokenizer, { ...options, text: template(prompt) }))
  return {
    modelId: name.slice(0, 100),
    generate: (options) => collectText(stream(options)),
    stream,
  }
}

function questionAndAnswer(prompt: string): string {
  return `Q: ${prompt}\nA:`
}
