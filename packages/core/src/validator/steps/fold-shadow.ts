import { isSubnetError } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import { shadowOf } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'

/**
 * Folds the scores that the version which is not active gave in the rounds that are folded. Never throws: no active score
 * depends on it, and what was interrupted is done with the next round.
 */
export async function foldShadows(context: CoordinatorContext): Promise<void> {
  const { store, subnet, emit } = context
  if (subnet.next === undefined) return
  try {
    const shadow = shadowOf(subnet, await store.activeVersion())
    if (shadow === null) return
    const version = String(shadow.version)
    const { scoreboard } = shadow.incentive
    for (const number of await store.openShadows(version)) {
      await reportFailures(context, number, version)
      try {
        await store.foldShadow(number, version, { scoreboard })
      } catch (error) {
        if (!isSubnetError(error, 'SCOREBOARD_BROKEN')) throw error
        emit(troubleOf(error))
        await store.skipShadow(number, version)
      }
    }
  } catch (error) {
    emit(troubleOf(error))
  }
}

/** Reports the answers on which the shadow failed, once a round. */
async function reportFailures(
  { store, emit }: CoordinatorContext,
  round: number,
  version: string,
): Promise<void> {
  const { answers, failed, reason } = await store.shadowFailures(round, version)
  if (reason === null) return
  emit(troubleOf(coreError('SHADOW_FAILED', { round, version, failed, answers, detail: reason })))
}
