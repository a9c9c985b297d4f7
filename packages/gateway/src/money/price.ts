import type { Usage } from '../wire/tokens.js'

/** Price of one answer, in micro-credits. */
export interface Price {
  /** For each answer. */
  readonly fixed: number
  /** For 1,000 tokens, of prompt and answer alike. */
  readonly perThousandTokens: number
}

/** Price of answers: each counts the prompt, since each miner reads it. */
export function priceOf(price: Price, { promptTokens, completionTokens }: Usage, answers: number): bigint {
  const tokens = BigInt(promptTokens * answers + completionTokens)
  const forTokens = (BigInt(price.perThousandTokens) * tokens + 999n) / 1000n
  return BigInt(price.fixed) * BigInt(answers) + forTokens
}
