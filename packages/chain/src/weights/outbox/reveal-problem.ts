import { checkWeightsState, type PreflightName } from '../check-state.js'
import type { WeightsState } from '../state.js'
import type { OutboxEntry, OutboxFailure } from './entry.js'

/** What binds setting and committing, but no reveal. */
const notBinding: ReadonlySet<PreflightName> = new Set(['rate limit', 'open commits'])

/** Why the chain refuses to reveal an entry: it checks the vector as if that were set then. Null when it does not. */
export function revealProblem(state: WeightsState, { vector, mode }: OutboxEntry): OutboxFailure | null {
  // A timelocked commit is opened whatever the subnet asks for by now.
  const { checks } = checkWeightsState(state, { ...vector, ...(mode === 'salted' && { mode }) })
  const problem = checks.find(({ ok, name }) => !ok && !notBinding.has(name))
  if (!problem) return null
  const { code, sentence: reason, fix } = problem
  return { code: code ?? 'UNEXPECTED', reason, fix: fix ?? '', retryBlock: null }
}
