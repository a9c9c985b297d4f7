import { createFlowPainter, type Painter, pictureDifference } from '@subnetkit/vision'
import { type Checked, notChecked } from 'subnetkit'
import { type PaintAnswer, type PaintOutput, picturesOf } from './answer.js'

/** Grey levels that two machines may differ by. Measured between native code and WebAssembly: 1 in 4 of 92,160 bytes. */
const tolerance = 1
/** Share of bytes that may differ by more: rounding decides at the edges of shapes. */
const outliers = 0.005

/** Most time for each step of a check, in ms. All of it is ours: none is charged to a miner. */
const limits = {
  /** Waiting for the answers before it. */
  wait: 60_000,
  /** Loading the models. */
  load: 30_000,
  /** Painting one picture, from its start: idle machines take 0.1 s. */
  paint: 8_000,
} as const

/** Deadline of the check as a part of the rubric, in ms: more than its own limits come to. */
export const rerunDeadlineMs = 300_000

export interface RerunOptions {
  /** Loads the models that answers may state, when the first is checked. @default the flow model */
  readonly painters?: (() => Promise<readonly Painter[]>) | undefined
}

/**
 * Makes the check of what miners state about their pictures: model, seed and steps. Every picture is painted again, once: of two pictures, one
 * that is drawn by a program would be found every other time, and pay in between. True if all come out the same; not checked if the validator
 * cannot load the model, or is too slow to run it.
 */
export function createRerun(
  { painters = flowOnly }: RerunOptions = {},
  timeout: (ms: number) => AbortSignal = AbortSignal.timeout,
) {
  let loading: Promise<readonly Painter[]> | undefined
  let before: Promise<unknown> = Promise.resolve()
  const checked = new WeakMap<PaintOutput, Promise<Checked<boolean>>>()

  function load(): Promise<readonly Painter[]> {
    loading ??= painters().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }

  async function paintAgain({ input, output }: PaintAnswer): Promise<boolean> {
    const models = await within(load(), timeout(limits.load))
    const painter = models.find(({ modelId }) => modelId === output.modelId)
    if (painter === undefined) return false
    const sent = await picturesOf(output)
    for (const [number, { seed }] of output.pictures.entries()) {
      const signal = timeout(limits.paint)
      const painting = painter.paint({ prompt: input.prompt, seed, steps: output.steps, signal })
      const { picture } = await within(painting, signal)
      const shown = sent?.[number]
      if (shown === undefined || pictureDifference(picture, shown, tolerance) > outliers) return false
    }
    return true
  }

  /** Checks one answer after the other: side by side, each would wait for all. */
  function check(answer: PaintAnswer): Promise<Checked<boolean>> {
    const waiting = timeout(limits.wait)
    const turn = before.then(async () => {
      waiting.throwIfAborted()
      return await paintAgain(answer)
    })
    const found = turn.catch((error: unknown) => notChecked(reasonOf(error)))
    before = found
    return found
  }

  return (answer: PaintAnswer): Promise<Checked<boolean>> => {
    const found = checked.get(answer.output) ?? check(answer)
    checked.set(answer.output, found)
    return found
  }
}

const flowOnly = async () => [await createFlowPainter()]

/** The result of some work, unless the signal is aborted before: a painter may not look at it. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason)
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}

/** The message of an error, and what fixes it. */
function reasonOf(error: unknown): string {
  const { message, fix } = error as { readonly message: string; readonly fix?: string }
  return fix === undefined ? message : `${message}. ${fix}`
}
