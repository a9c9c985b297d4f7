import type { SubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import { checkWeightsState, type FailedCheck, type PreflightName } from '../check-state.js'
import type { WeightsState } from '../state.js'
import type {
  CommittedEntry,
  FailedEntry,
  IntendedEntry,
  OpenEntry,
  OutboxEntry,
  OutboxFailure,
  RevealingEntry,
  SignedEntry,
  SupersededEntry,
} from './entry.js'
import { type OutboxContext, type Refusal, transit } from './transitions.js'

export function refusalAt(block: number, error: SubnetError<'CHAIN_REJECTED'>): Refusal {
  const reason = String(error.details.reason)
  return { block, failure: failureOf(error, reason), named: !/^\d{4}: /.test(reason) }
}

/** Converts an error of the catalogue to a failure; `cause` is the code behind it. */
export function failureOf(error: SubnetError, cause: string | null = null): OutboxFailure {
  return { code: error.code, cause, reason: error.message, fix: error.fix, retryBlock: null }
}

/** Converts a failed check of the chain's state to a failure. */
export function failureOfCheck({ code, sentence: reason, fix, retryBlock }: FailedCheck): OutboxFailure {
  return { code, cause: null, reason, fix, retryBlock }
}

/** A refusal of the chain, explained by a check that fails on its state where there is one. */
export function explain(problem: FailedCheck | null, refusal: OutboxFailure): OutboxFailure {
  if (problem === null) return refusal
  const { code, sentence, fix, retryBlock } = problem
  return { code, cause: refusal.cause, reason: `${sentence} (${refusal.reason})`, fix, retryBlock }
}

/** The first check that fails for a decision by now. */
export function problemOf(state: WeightsState, { vector, wanted }: OutboxEntry): FailedCheck | null {
  return checkWeightsState(state, { ...vector, ...(wanted && { mode: wanted }) }).firstProblem
}

/** Checks that bind setting and committing, but no reveal. */
const notBinding: ReadonlySet<PreflightName> = new Set(['rate limit', 'open commits'])

/** The reason why the chain refuses a reveal: it checks the vector as if that were set then. Null when it does not. */
export function revealProblem(state: WeightsState, entry: CommittedEntry): OutboxFailure | null {
  const { vector, mode } = entry
  // A timelocked commit is revealed even if the subnet no longer requires commits.
  const { checks } = checkWeightsState(state, { ...vector, ...(mode === 'salted' && { mode }) })
  const problem = checks.find((check) => !check.ok && !notBinding.has(check.name))
  return problem === undefined || problem.ok ? null : { ...failureOfCheck(problem), retryBlock: null }
}

/** Closes an entry. */
export function fail(context: OutboxContext, entry: OpenEntry, failure: OutboxFailure): Promise<FailedEntry> {
  return transit(context, entry, 'failed', { failure })
}

/** Closes an entry in favour of another one. */
export function supersede(
  context: OutboxContext,
  entry: IntendedEntry | SignedEntry | CommittedEntry,
  by: string,
): Promise<SupersededEntry> {
  const failure = failureOf(chainError('WEIGHTS_SUPERSEDED', { key: entry.key, by }))
  return transit(context, entry, 'superseded', { failure })
}

/** Closes a commit that was not revealed while it could be. */
export function expire(
  context: OutboxContext,
  entry: CommittedEntry | RevealingEntry,
  why: { readonly revealEpoch: number; readonly cause: string; readonly detail: string },
): Promise<FailedEntry> {
  const { netuid, included } = entry
  const { revealEpoch, cause, detail } = why
  const details = { commitBlock: included.number, revealEpoch, netuid, detail }
  return fail(context, entry, failureOf(chainError('WEIGHTS_REVEAL_EXPIRED', details), cause))
}
