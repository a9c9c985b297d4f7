import { createFlowPainter, type Painter, pictureDifference } from '@subnetkit/vision'
import { type PaintAnswer, type PaintOutput, picturesOf } from './answer.js'

/**
 * Outcome of painting the pictures of an answer again: they are the `same`, one is not (a `lie` about model, seed or steps), the validator
 * does not have the model (`unknown`), or could not run it (`unchecked`), which no miner is charged for.
 */
export type Honesty = 'same' | 'lie' | 'unknown' | 'unchecked'

/** Grey levels that two machines may differ by. Measured between native code and WebAssembly: 1 in 4 of 92,160 bytes. */
const tolerance = 1
/** Share of bytes that may differ by more: rounding decides at the edges of shapes. */
const outliers = 0.005
/** Time to paint the pictures of an answer, in ms: less than the 10 s of a rubric's part. */
const paintMs = 8_000

export interface RerunOptions {
  /** Loads the models that answers may state, when the first is checked. @default the flow model */
  readonly painters?: (() => Promise<readonly Painter[]>) | undefined
}

/**
 * Makes the check of what miners state about their pictures. Every picture is painted again, once: of two pictures, one that
 * is drawn by a program would be found every other time, and pay in between.
 */
export function createRerun({ painters = flowOnly }: RerunOptions = {}) {
  let loading: Promise<readonly Painter[]> | undefined
  const checked = new WeakMap<PaintOutput, Promise<Honesty>>()

  async function paintAgain({ input, output }: PaintAnswer): Promise<Honesty> {
    loading ??= painters().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    const painter = (await loading).find(({ modelId }) => modelId === output.modelId)
    if (painter === undefined) return 'unknown'
    const sent = await picturesOf(output)
    const signal = AbortSignal.timeout(paintMs)
    for (const [number, { seed }] of output.pictures.entries()) {
      const { picture } = await painter.paint({ prompt: input.prompt, seed, steps: output.steps, signal })
      const shown = sent?.[number]
      if (shown === undefined || pictureDifference(picture, shown, tolerance) > outliers) return 'lie'
    }
    return 'same'
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
