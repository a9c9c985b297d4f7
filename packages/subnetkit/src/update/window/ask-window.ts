import { reasonOf } from '@subnetkit/base'
import { updateError } from '../errors.js'
import { type WindowAnswer, windowAnswerSchema, windowPath } from './answer.js'

/** Time for an answer, in ms: the validator asks its store and the chain. */
const deadlineMs = 15_000

export interface WindowQuestion {
  readonly restartMs: number
  readonly weightsBlocks: number
}

/** Asks the validator at an address, such as `http://127.0.0.1:9465`, for its window. Throws VALIDATOR_SILENT. */
export async function askWindow(url: string, question: WindowQuestion): Promise<WindowAnswer> {
  const { restartMs, weightsBlocks } = question
  const place = new URL(
    `${windowPath}?restart-ms=${Math.ceil(restartMs)}&weights-blocks=${weightsBlocks}`,
    url,
  )
  try {
    const response = await fetch(place, { signal: AbortSignal.timeout(deadlineMs) })
    return windowAnswerSchema.parse(await response.json())
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    const detail =
      cause instanceof Error && cause.name === 'ZodError' ? 'it answers something else' : reasonOf(cause)
    throw updateError('VALIDATOR_SILENT', { url, detail }, { cause: error })
  }
}
