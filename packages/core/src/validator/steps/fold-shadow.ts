import { isSubnetError } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import { shadowOf } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'
import { type ComparedRound, compareInShadow } from './compare-in-shadow.js'

/**
 * Compares and folds the scores that the version which is not active gave in the rounds that are folded, one call at a time. Never throws:
 * no active score depends on it, and what was interrupted is done with the next round.
 */
export function foldShadows(context: CoordinatorContext): Promise<void> {
  return context.subnet.next === undefined
    ? Promise.resolve()
    : context.shadowQueue(() => foldOpenShadows(context))
}

async function foldOpenShadows(context: CoordinatorContext): Promise<void> {
  const { store, subnet, emit, signal } = context
  try {
    const shadow = shadowOf(subnet, await store.activeVersion())
    if (shadow === null) return
    const version = String(shadow.version)
    const { scoreboard } = shadow.incentive
    for (const number of await store.openShadows(version)) {
      const round = await compareInShadow(context, shadow, number)
      await reportFailures(context, { number, version }, round)
      try {
        await store.foldShadow(number, version, { scoreboard }, round.compared)
      } catch (error) {
        if (!isSubnetError(error, 'SCOREBOARD_BROKEN')) throw error
        emit(troubleOf(error))
        await store.skipShadow(number, version)
      }
    }
  } catch (error) {
    if (!signal.aborted) emit(troubleOf(error))
  }
}

/** Reports the answers on which the shadow failed, once a round. */
async function reportFailures(
  { store, emit }: CoordinatorContext,
  { number: round, version }: { readonly number: number; readonly version: string },
  { failed, failure }: Pick<ComparedRound, 'failed' | 'failure'>,
): Promise<void> {
  const scored = await store.shadowFailures(round, version)
  const detail = scored.reason ?? failure
  if (detail === null) return
  const counts = { failed: scored.failed + failed, answers: scored.answers }
  emit(troubleOf(coreError('SHADOW_FAILED', { round, version, ...counts, detail })))
}
