import { chainError } from '../errors/chain-error.js'
import type { WeightsState } from './state.js'
import { timelockCalls } from './timelock-calls.js'

/**
 * Way in which weights reach the chain: `plain` at once and in public; `timelocked` encrypted, revealed by the chain
 * itself with the signature of a beacon; `salted` as a hash, revealed by a second call of ours.
 */
export type WeightsMode = 'plain' | 'timelocked' | 'salted'

/** Call that submits or commits in a mode, for this mechanism, on this runtime; null if there is none. */
export function callOf(mode: WeightsMode, { calls, mechanism }: WeightsState): string | null {
  const candidates = {
    plain: ['set_weights', 'set_mechanism_weights'],
    salted: ['commit_weights', 'commit_mechanism_weights'],
    timelocked: timelockCalls,
  }[mode]
  // The main mechanism also goes by the calls that older runtimes have; of these the newest comes first.
  const usable = candidates.filter((call) => mechanism === 0 || call.includes('mechanism'))
  return usable.find((call) => calls.includes(call)) ?? null
}

/**
 * Returns the mode that the chain's state requires: plain unless the subnet hides weights; otherwise timelocked, or
 * salted if requested or if the runtime has nothing else. Throws WEIGHTS_MODE_UNAVAILABLE.
 */
export function chooseMode(state: WeightsState, wanted?: WeightsMode): WeightsMode {
  const { netuid, commitReveal, specVersion, mechanism } = state
  const unavailable = (mode: WeightsMode, detail: string) =>
    chainError('WEIGHTS_MODE_UNAVAILABLE', { netuid, mode, detail })
  if (wanted === 'plain' && commitReveal) throw unavailable('plain', 'commit-reveal is on')
  if (wanted !== undefined && wanted !== 'plain' && !commitReveal) {
    throw unavailable(wanted, 'commit-reveal is off')
  }
  const candidates: readonly WeightsMode[] = commitReveal ? ['timelocked', 'salted'] : ['plain']
  const mode = (wanted === undefined ? candidates : [wanted]).find((candidate) =>
    isPossible(candidate, state),
  )
  if (mode !== undefined) return mode
  throw unavailable(
    wanted ?? candidates[0] ?? 'plain',
    `the runtime (spec ${specVersion}) has no call for it on mechanism ${mechanism}`,
  )
}

function isPossible(mode: WeightsMode, state: WeightsState): boolean {
  if (callOf(mode, state) === null) return false
  return mode !== 'timelocked' || state.beacon !== null
}
