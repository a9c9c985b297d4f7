import { type RuleChange, ruleChanges } from '../rules/spec.js'

export type { RuleChange }

const changes: readonly RuleChange[] = Object.values(ruleChanges).toSorted((a, b) => a.since - b.since)

/** Rules that follow the version that the devnet reports, the oldest first. */
export const followedRules: readonly RuleChange[] = changes.filter(({ inferred }) => inferred === undefined)

/** Rules of later versions that no public source shows: each follows from a report about mainnet. */
export const inferredRules: readonly RuleChange[] = changes.filter(({ inferred }) => inferred !== undefined)

/** Reports about later versions that do not suffice to build what they describe. */
export const unknownRules: readonly string[] = [
  'Pools follow a translated superellipse of exponent two, with the price b²X / (a²Y): neither the scales a and b, nor how pools are converted, nor the first version is known. Pools keep the weighted curve of 425, which quotes large trades otherwise.',
  'Root dividends gather in a basket of each validator (441): how its tokens are priced and redeemed is not known. They keep gathering as rates; BetaBasketRuntimeApi reports no basket.',
  'set_root_weights came with the baskets and is retired since 469: its arguments are not known, and no version of the devnet has it.',
  'swap_basket_many is call 151, with a minimum for each leg: the types of its arguments are not known, so that it is not in the metadata and its bytes are refused as undecodable.',
  'Hotkeys register on root for a price instead of by stake: neither the price nor the seat that gives way is known. root_register still ranks by stake.',
  'An emission gate may keep subnets from emitting: its condition is not known.',
  'NetworkRegistrationEscrow and NetworkRegistrationCancelled are not in the metadata: their types and indices are not known. A leased network does not wait in the queue: on a full network it is refused with LeaseNetuidNotFound.',
  'Registrations may lock collateral: CollateralLockShare reads 0, with which nothing changes, and what sets it is not known.',
  'Subnets of null consensus, lending and derivatives of pools, policies of accounts, hashed and post-quantum accounts, and the newer shielded submission are known by name only.',
  'Other items that later versions brought or dropped are not known: newer metadata than that of 381 was not at hand.',
]

/**
 * Rules of runtime 293 that no version of the devnet has, each with its reason. The recorded steps of that runtime
 * (`packages/devnet/fixtures/steps-293.json.gz`) are the same in all else.
 */
export const unfollowedRules: readonly string[] = [
  'Pools followed another curve with fees of their own, and subnets without a pool kept no reserves: the devnet has the curve of spec 425 only.',
  'TAO of a stake left the balances, where now it lies on the account of the subnet: the ledger is kept in one way.',
  'Members of root were also senators: the Senate is in no metadata of the devnet.',
  'become_delegate, registration by proof of work and schedule_swap_coldkey worked: these calls are gone, or refused (Deprecated). PruningScores are read, but no epoch writes them: without them, emission decides.',
  'Weights are those of releases 293, 380, 391, 402, 411, 413 and 423, for calls of FRAME 293 and 301: versions between two releases have those of the older one, with what is free in it.',
  'From 301 to 401, a fee paid with stake was taken from it without a sale, from every subnet that a call takes stake from: the devnet sells, for one subnet.',
  'SubNetworkDoesNotExist, and NotEnoughBalanceToStake where a network costs too much: the devnet raises SubnetNotExists, MechanismDoesNotExist and CannotAffordLockCost.',
  'Storage that later versions dropped or renamed is not written, such as PruningScores, TaoDividendsPerSubnet, NetworkModality and NetworkLastRegistered.',
]

/** Rules of spec 425 that the devnet leaves as they were in the runtime whose steps are recorded. */
export const laterRules: readonly string[] = [
  'BatchWeightItemFailed carries the error alone, as in the metadata of spec 381; 425 has the netuid in front.',
  'The flows of TAO are not written: nothing in 425 pays by them.',
]
