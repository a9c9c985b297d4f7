import { createFlowPainter, type Painter, type Picture, pictureDifference } from '@subnetkit/vision'
import { type Checked, notChecked } from 'subnetkit'
import { asSent, mostPictures, type PaintAnswer, type PaintOutput, picturesOf } from './answer.js'

/**
 * Differences that two machines may have, in grey levels, and the share of bytes that may differ by more than the first. Measured between native
 * code and WebAssembly: 1 in 4 of 92,160 bytes. The second keeps a few pixels from being painted over: five are enough to part two shapes.
 */
const tolerance = { most: 1, outliers: 0.005, outlier: 8 } as const

/** Most time of a check, in ms. What takes longer is our own trouble: no miner is charged. */
export interface RerunLimits {
  /** Waiting for the answers before it. @default 60_000 */
  readonly waitMs: number
  /** Loading the models. @default 30_000 */
  readonly loadMs: number
  /** Painting one picture, from its start: an idle machine takes 0.1 s. @default 8_000 */
  readonly paintMs: number
}

const usual: RerunLimits = { waitMs: 60_000, loadMs: 30_000, paintMs: 8_000 }

export interface RerunOptions {
  /** Loads the models that answers may state, when the first is checked. @default the flow model */
  readonly painters?: (() => Promise<readonly Painter[]>) | undefined
  /** Most time of a check of pictures. */
  readonly limits?: Partial<RerunLimits> | undefined
}

/** A check of what miners state about their pictures. */
export interface Rerun {
  /** True if all pictures come out the same; not checked if the validator cannot load the model, or is too slow to run it. */
  readonly check: (answer: PaintAnswer) => Promise<Checked<boolean>>
  /** Deadline of the check as a part of a rubric, in ms: more than its own limits come to. */
  readonly deadlineMs: number
}

/**
 * Makes the check of model, seed and steps. Every picture is painted again, once: of two pictures, one that is drawn by a program would be found
 * every other time, and pay in between.
 */
export function createRerun(
  { painters = flowOnly, limits }: RerunOptions = {},
  timeout: (ms: number) => AbortSignal = AbortSignal.timeout,
): Rerun {
  const { waitMs, loadMs, paintMs } = { ...usual, ...limits }
  let loading: Promise<readonly Painter[]> | undefined
  let before: Promise<unknown> = Promise.resolve()
  const checked = new WeakMap<PaintOutput, Promise<Checked<boolean>>>()

  /** The result of some work, within a time of its own: a painter may not look at its signal. */
  async function within<T>(ms: number, doing: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = timeout(ms)
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`${doing} took more than ${ms} ms`)))
    })
    return await Promise.race([late, work(signal)])
  }

  function load(): Promise<readonly Painter[]> {
    loading ??= painters().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }

  async function paintAgain({ input, output }: PaintAnswer): Promise<boolean> {
    const models = await within(loadMs, 'loading the models', load)
    const painter = models.find(({ modelId }) => modelId === output.modelId)
    if (painter === undefined) return false
    const sent = await picturesOf(output)
    for (const [number, { seed }] of output.pictures.entries()) {
      const { picture } = await within(paintMs, 'painting a picture', (signal) =>
        painter.paint({ prompt: input.prompt, seed, steps: output.steps, signal }),
      )
      const shown = sent?.[number]
      if (shown === undefined || !isSame(asSent(picture), shown)) return false
    }
    return true
  }

  /** Checks one answer after the other: side by side, each would wait for all. */
  function begin(answer: PaintAnswer): Promise<Checked<boolean>> {
    const waiting = timeout(waitMs)
    const found = before
      .then(() => {
        if (waiting.aborted) throw new Error(`pictures of other answers took more than ${waitMs} ms`)
        return paintAgain(answer)
      })
      .catch((error: unknown) => notChecked(reasonOf(error)))
    before = found
    return found
  }

  return {
    check(answer) {
      const found = checked.get(answer.output) ?? begin(answer)
      checked.set(answer.output, found)
      return found
    },
    // The answer before it may begin at the end of this one's wait.
    deadlineMs: waitMs + 2 * (loadMs + mostPictures * paintMs) + 10_000,
  }
}

const isSame = (own: Picture, sent: Picture): boolean =>
  pictureDifference(own, sent, tolerance.most) <= tolerance.outliers &&
  pictureDifference(own, sent, tolerance.outlier) === 0

const flowOnly = async () => [await createFlowPainter()]

/** The message of an error, and what fixes it. */
function reasonOf(error: unknown): string {
  const { message, fix } = error as { readonly message: string; readonly fix?: string }
  return fix === undefined ? message : `${message}. ${fix}`
}
