import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { invalidModel } from './invalid-model.js'
import { type LlamaModel, loadLlama } from './llama.js'
import { parseGguf } from './parse.js'
import { createTokenizer, type Tokenizer } from './tokenizer.js'

/** A model with its tokenizer, ready to answer. */
export interface LoadedModel {
  /** Name from the file's metadata, else the start of its hash. */
  readonly name: string
  readonly model: LlamaModel
  readonly tokenizer: Tokenizer
}

/**
 * Loads a GGUF v3 file of the llama architecture.
 * @param path file path or file URL
 * @param sha256 expected hash of the file, lower-case hex; a file with another one is refused
 */
export async function loadModel(path: string | URL, sha256?: string): Promise<LoadedModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw invalidModel(`${String(path)} cannot be read`, cause)
  })
  const hash = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== undefined && hash !== sha256) {
    throw invalidModel(`${String(path)} has the SHA-256 ${hash}, not ${sha256}`)
  }
  const file = parseGguf(bytes)
  const name = file.metadata.has('general.name') ? file.metadata.string('general.name') : hash.slice(0, 16)
  return { name, model: loadLlama(file), tokenizer: createTokenizer(file.metadata) }
}
