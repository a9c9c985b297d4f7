import { createFlowPainter, type Painter, pictureDifference } from '@subnetkit/vision'
import { type PaintAnswer, type PaintOutput, picturesOf } from './answer.js'

/**
 * Outcome of painting a picture again: it is the `same`, it is not (a `lie` about model, seed or steps), the validator
 * does not have the model (`unknown`), or could not run it (`unchecked`), which no miner is charged for.
 */
export type Honesty = 'same' | 'lie' | 'unknown' | 'unchecked'

/** Grey levels that two machines may differ by. Measured between native code and WebAssembly: 1 in 4 of 92,160 bytes. */
const tolerance = 1
/** Share of bytes that may differ by more: rounding decides at the edges of shapes. */
const outliers = 0.005
/** Time to paint one picture, in ms: less than the 10 s of a rubric's part. */
const paintMs = 8_000

export interface RerunOptions {
  /** Loads the models that answers may state, when the first is checked. @default the flow model */
  readonly painters?: (() => Promise<readonly Painter[]>) | undefined
}

/** Makes the check of what miners state about their pictures. It paints one picture of each answer again, once. */
export function createRerun({ painters = flowOnly }: RerunOptions = {}) {
  let loading: Promise<readonly Painter[]> | undefined
  const checked = new WeakMap<PaintOutput, Promise<Honesty>>()

  async function paintAgain({ input, output, truth }: PaintAnswer): Promise<Honesty> {
    loading ??= painters().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    const painter = (await loading).find(({ modelId }) => modelId === output.modelId)
    if (painter === undefined) return 'unknown'
    const sent = (await picturesOf(output))?.[truth.rerun]
    const stated = output.pictures[truth.rerun]
    if (sent === undefined || stated === undefined) return 'lie'
    const { picture } = await painter.paint({
      prompt: input.prompt,
      seed: stated.seed,
      steps: output.steps,
      signal: AbortSignal.timeout(paintMs),
    })
    return pictureDifference(picture, sent, tolerance) <= outliers ? 'same' : 'lie'
  }

  return (answer: PaintAnswer): Promise<Honesty> => {
    const known = checked.get(answer.output)
    if (known) return known
    const checking = paintAgain(answer).catch((error: unknown): Honesty => {
      warnOnce(error)
      return 'unchecked'
    })
    checked.set(answer.output, checking)
    return checking
  }
}

const flowOnly = async () => [await createFlowPainter()]

const warned = new Set<string>()

/** A validator without a runtime still scores what it sees, and its log says what is missing. */
function warnOnce(error: unknown): void {
  const { message, fix = '' } = error as { message: string; fix?: string }
  if (warned.has(message)) return
  warned.add(message)
  process.emitWarning(`Pictures are not painted again: ${message}. ${fix}`)
}
