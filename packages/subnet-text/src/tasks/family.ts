import type { Random, TaskFamily } from 'subnetkit'
import type { Truth } from '../checkers/truth.js'
import type { TextProtocol } from '../protocol.js'

/** A prompt and what only the validator knows about it. */
export interface Question {
  readonly prompt: string
  readonly truth: Truth
}

/** A kind of question that is sent through the `complete` synapse, greedy, with its own seed. */
export function textFamily<const Name extends string>(options: {
  readonly name: Name
  /** Relative frequency of the family. */
  readonly weight: number
  /** Most tokens that an answer takes. */
  readonly maxTokens: number
  readonly ask: (random: Random) => Question
}): TaskFamily<TextProtocol, Truth, Name> {
  const { name, weight, maxTokens, ask } = options
  return {
    name,
    weight,
    synapse: 'complete',
    draw(random) {
      const { prompt, truth } = ask(random)
      return { input: { prompt, maxTokens, temperature: 0, seed: random.int(0, 0xffff_ffff) }, truth }
    },
  }
}
