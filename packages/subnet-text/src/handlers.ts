import { createBuiltinGenerator } from './generators/builtin.js'
import { createTextMiner } from './miner.js'

/** Handlers of `subnet miner @subnetkit/subnet-text`: the built-in model, and the reader for what is beyond its context. */
export async function handlers() {
  return createTextMiner({ generator: await createBuiltinGenerator(), reader: true })
}
