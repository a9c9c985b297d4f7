import { type RuleChange, ruleChanges } from '../rules/spec.js'

export type { RuleChange }

/** Rules that follow the version that the devnet reports, the oldest first. */
export const followedRules: readonly RuleChange[] = Object.values(ruleChanges).toSorted(
  (a, b) => a.since - b.since,
)

/**
 * Rules of runtime 293 that no version of the devnet has, each with its reason. The recorded steps of that runtime
 * (`packages/devnet/fixtures/steps-293.json.gz`) are the same in all else.
 */
export const unfollowedRules: readonly string[] = [
  'Pools followed another curve with fees of their own, and subnets without a pool kept no reserves: the devnet has the curve of spec 425 only.',
  'TAO of a stake left the balances, where now it lies on the account of the subnet: the ledger is kept in one way.',
  'Members of root were also senators: the Senate is in no metadata of the devnet.',
  'become_delegate, registration by proof of work and schedule_swap_coldkey worked: these calls are gone, or refused (Deprecated). PruningScores are read, but no epoch writes them: without them, emission decides.',
  'SubNetworkDoesNotExist, and NotEnoughBalanceToStake where a network costs too much: the devnet raises SubnetNotExists, MechanismDoesNotExist and CannotAffordLockCost.',
  'Storage that later versions dropped or renamed is not written, such as PruningScores, TaoDividendsPerSubnet, NetworkModality and NetworkLastRegistered.',
]

/** Rules of spec 425 that the devnet leaves as they were in the runtime whose steps are recorded. */
export const laterRules: readonly string[] = [
  'BatchWeightItemFailed carries the error alone, as in the metadata of spec 381; 425 has the netuid in front.',
  'The flows of TAO are not written: nothing in 425 pays by them.',
]
