import { isSubnetError } from '@subnetkit/base'
import { walletError } from '../errors.js'
import type { KeyfileCryptOptions, UnlockProgress } from './keyfile.js'

const defaultDeadlineMs = 120_000
const progressEveryMs = 250

/** Limits on unlocking. */
export interface Stages {
  /** Aborts at the deadline and when the caller calls it off; its reason is the error to throw. */
  readonly signal: AbortSignal
  begin(stage: UnlockProgress['stage']): void
}

/** Runs `work` within its deadline and reports how long each stage takes. `path` names the file in errors. */
export async function withinLimits<T>(
  path: string,
  { onProgress, signal, deadlineMs = defaultDeadlineMs }: KeyfileCryptOptions,
  work: (stages: Stages) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  // The caller's own reason stays out of the error: it may be anything.
  const callOff = () => controller.abort(walletError('UNLOCK_ABORTED', { path }))
  if (signal?.aborted) callOff()
  signal?.addEventListener('abort', callOff, { once: true })
  const timer = setTimeout(
    () => controller.abort(walletError('UNLOCK_TOO_SLOW', { path, deadlineMs })),
    deadlineMs,
  )
  const clock = stageClock(onProgress)
  try {
    controller.signal.throwIfAborted()
    return await work({ signal: controller.signal, begin: clock.begin })
  } catch (error) {
    if (isSubnetError(error)) throw error
    // Report only the name of a thread's error, such as RangeError: we cannot vouch for its message.
    const detail = `deriving the key failed with ${error instanceof Error ? error.name : 'no reason'}`
    throw walletError('UNLOCK_FAILED', { path, detail })
  } finally {
    clearTimeout(timer)
    clock.stop()
    signal?.removeEventListener('abort', callOff)
  }
}

function stageClock(onProgress: KeyfileCryptOptions['onProgress']) {
  let stage: UnlockProgress['stage'] = 'waiting'
  let since = 0
  let timer: NodeJS.Timeout | undefined
  const tell = () => onProgress?.({ stage, elapsedMs: Math.round(performance.now() - since) })
  return {
    begin(next: UnlockProgress['stage']): void {
      stage = next
      since = performance.now()
      tell()
      if (onProgress) timer ??= setInterval(tell, progressEveryMs)
    },
    stop: () => clearInterval(timer),
  }
}
