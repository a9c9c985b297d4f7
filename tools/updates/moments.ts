import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeFileAtomic } from '@subnetkit/base/files'
import { askWindow } from '../../packages/subnetkit/src/update/window/ask-window.js'

/**
 * Moments at which an update does most harm, by the reason that keeps the window shut then: between the plan and the fold of a round, between
 * the fold and its weights, and between the signature of weights and their final block.
 */
export const moments = ['ROUND_OPEN', 'WEIGHTS_UNDECIDED', 'WEIGHTS_IN_FLIGHT'] as const
export type Moment = (typeof moments)[number]

interface Place {
  /** Address of the validator's health. */
  readonly healthUrl: string
  /** File in which `subnet update --force` leaves its request. */
  readonly request: string
}

/** Waits for a moment and forces the update then, as `subnet update --force` does; false if the moment did not come in time. */
export async function forceAt(
  moment: Moment,
  { healthUrl, request }: Place,
  withinMs: number,
): Promise<boolean> {
  const end = Date.now() + withinMs
  while (Date.now() < end) {
    const answer = await askWindow(healthUrl, { restartMs: 1, weightsBlocks: 0 }).catch(() => null)
    if (answer?.reasons.some(({ code }) => code === moment)) {
      await writeFileAtomic(request, JSON.stringify({ id: randomUUID(), force: true, allowNewStore: false }))
      return true
    }
    await sleep(20)
  }
  return false
}
