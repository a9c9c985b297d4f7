import { specVersionOf } from '../runtime/image.js'
import type { StateReader } from '../state/state.js'

/** A rule that came with a spec version: a chain that reports an older one follows the rule before it. */
export interface RuleChange {
  /** First version with the rule. Changes between the recorded runtime 293 and the surface of 381 are taken to be of 381. */
  readonly since: number
  /** The rule since then, and the one before. */
  readonly rule: string
  /** Present where the rule follows from reports about mainnet, not from its source: the inference. */
  readonly inferred?: string
}

/** Rules that follow the version that the chain reports. */
export const ruleChanges = {
  freeWeights: {
    since: 334,
    rule: 'MaxWeightsLimit bounds no weight; before, it did (MaxWeightExceeded).',
  },
  cappedUnstaking: {
    since: 300,
    rule: 'Removing, moving, recycling or burning more alpha than there is takes all of it; before, it was NotEnoughStakeToWithdraw.',
  },
  ownerLimits: {
    since: 308,
    rule: "Changes of hyperparameters by a subnet's owner are noted and limited; before, they were neither.",
  },
  authorFees: {
    since: 380,
    rule: 'Fees go to the author of the block, and batches and proxies of free calls are free. Before, fees were burned and taken out of the TotalIssuance of SubtensorModule.',
  },
  sudoInPool: {
    since: 380,
    rule: 'The pool refuses calls of Sudo by others than the sudo key (Invalid signing address); before, blocks did (RequireSudo).',
  },
  swapFees: {
    since: 380,
    rule: 'Fees of swaps go to the author of the block, alpha once it is sold; before, they were burned.',
  },
  restingFees: {
    since: 411,
    rule: "The swap fee of a registration stays on the subnet's account, outside of its pool; before, it was burned.",
  },
  stakeFees: {
    since: 301,
    rule: 'Calls that take stake away pay with it where TAO is short; before, they were free.',
  },
  ownerRights: {
    since: 381,
    rule: 'Owners set max_allowed_uids, min_burn and max_burn, and root sets alpha values and kappa; bounds hold for max_allowed_uids, burns and the reveal period. Before, owners set kappa and root the burns, without these bounds.',
  },
  ownerHotkey: {
    since: 381,
    rule: 'sudo_set_subnet_owner_hotkey is open to root and limited in rate, and sudo_set_sn_owner_hotkey emits its event; before, neither.',
  },
  clearedWeights: {
    since: 320,
    rule: 'A replaced seat loses its weights, and what others have set on it; before, both stayed.',
  },
  clearedEndpoints: {
    since: 361,
    rule: 'A replaced seat loses its prometheus endpoint and its stake weight; before, it kept them.',
  },
  sparedFew: {
    since: 385,
    rule: 'Pruning spares neurons that are not immune while there are no more than MinNonImmuneUids of them, and goes by emission; before, it took them first, by PruningScores where these are written.',
  },
  freshSeats: {
    since: 397,
    rule: 'A replaced seat counts as updated now; before, it kept its last update.',
  },
  clearedPermits: {
    since: 411,
    rule: 'A replaced seat loses its permit and validator trust at once; before, with the next epoch.',
  },
  freezeWindow: {
    since: 320,
    rule: 'Hyperparameters wait while an epoch is close (AdminActionProhibitedDuringWeightsWindow); before, they did not.',
  },
  dissolveByRoot: {
    since: 320,
    rule: 'dissolve_network asks nothing of the coldkey that it names; before, that had to be the owner (NotSubnetOwner).',
  },
  mechanisms: {
    since: 320,
    rule: 'Commits of weights ask for the mechanism before all else; before there were mechanisms, no commit asked for the subnet.',
  },
  childRelations: {
    since: 334,
    rule: 'Children and parents are kept in the order of their accounts, and a hotkey that is its own child (InvalidChild) or twice a child (DuplicateChild) is refused before too many (TooManyChildren); before, they kept the order that was given, duplicates were asked for last, and parents not at all.',
  },
  lastBlocks: {
    since: 315,
    rule: 'The last blocks of take changes and hotkey swaps are in LastRateLimitedBlock; before, in LastTxBlock and LastTxBlockDelegateTake.',
  },
  swapPause: {
    since: 417,
    rule: 'swap_hotkey on all networks waits for the pause of a swap on one of them, and starts it; before, neither.',
  },
  deprecatedIssuance: {
    since: 411,
    rule: 'sudo_set_total_issuance is refused (Deprecated); before, it set the issuance.',
  },
  hiddenByDefault: {
    since: 381,
    rule: 'Commit-reveal is on for a netuid without a setting; before, off.',
  },
  freeStaking: {
    since: 381,
    rule: 'The pool takes every call about stake; before, it refused with a custom code what dispatch refuses.',
  },
  subnetFirst: {
    since: 381,
    rule: 'add_stake asks whether the subnet exists before whether it is enabled; before, the other way around.',
  },
  localMoves: {
    since: 381,
    rule: "Stake that moves within a subnet does not make the receiving hotkey a delegate; before, it did unless it was the receiver's own.",
  },
  poolChecks: {
    since: 381,
    rule: 'The pool checks rate limits of weights and commits, reveals, and prometheus endpoints; before, blocks did.',
  },
  swapInBlocks: {
    since: 391,
    rule: 'Blocks refuse the calls of a coldkey that is about to be swapped; before, and since 420 again, the pool does.',
  },
  ownerPermit: {
    since: 394,
    rule: "A subnet's owner hotkey sets weights without stake or permit; before, it needed both.",
  },
  singleSwap: {
    since: 394,
    rule: 'A hotkey swap on one network needs the new hotkey to be free there, and moves stake by its worth; before, it had to be free everywhere, and shares moved as they were.',
  },
  ownSwap: {
    since: 411,
    rule: "A hotkey of another coldkey cannot take a hotkey's place; before, it could where it was not registered.",
  },
  childrenAtOnce: {
    since: 397,
    rule: 'Children of hotkeys are set at once while a subnet has not started; before, they waited all the same.',
  },
  countedSwap: {
    since: 402,
    rule: 'A hotkey swap pays for the accesses of storage that it counts; before, the devnet takes all of what it declares.',
  },
  cleanRootSwap: {
    since: 395,
    rule: 'A hotkey with root stake or root claims cannot replace another on root; before, it could.',
  },
  risingBurn: {
    since: 397,
    rule: 'A registration raises the price of the next at once, and blocks lower it; before, the price and the difficulty were adjusted once in AdjustmentInterval to the number of registrations, which was limited by block and by interval.',
  },
  wholeLock: {
    since: 397,
    rule: 'A new subnet starts with Yuma 3, a price of 1 TAO and a pool that takes all of the lock; before, at 0.1 TAO with values for adjustment and difficulty, which events report, and a pool of NetworkMinLockCost, while the rest was recycled.',
  },
  limitErrors: {
    since: 408,
    rule: 'A price limit that the pool has passed is PriceLimitExceeded of Swap or SlippageTooHigh; before, ZeroMaxStakeAmount.',
  },
  guards: {
    since: 420,
    rule: 'Checks of the pool also run inside batches, and cover takes, batches of weights and the rate limit of networks; before, only single calls about weights and endpoints.',
  },
  ownerHotkeyEvent: {
    since: 411,
    rule: 'A new owner hotkey is reported (SubnetOwnerHotkeySet) by registrations of subnets and swaps of hotkeys too; before, by its own calls alone.',
  },
  emissionSwitch: {
    since: 422,
    rule: 'Root switches the emission of a new subnet on; before, it was on.',
  },
  countedEpochs: {
    since: 423,
    rule: 'Epochs are counted from the last one, which a new tempo restarts, and commits of weights are stored with their epoch; before, both followed from block numbers, with tempo + 1 blocks from epoch to epoch.',
  },
  localAxons: {
    since: 420,
    rule: 'An axon needs a registration on the very subnet; before, on any.',
  },
  manualClaims: {
    since: 441,
    rule: 'Root dividends are claimed by call alone, and claim_root ignores the subnets that it names; before, blocks claimed for a handful of coldkeys, and a call named one to five subnets.',
    inferred:
      'Whatever the list holds, also nothing, all subnets are claimed. Dividends still gather as rates of RootClaimable: how baskets are priced is not known.',
  },
  tieredEmission: {
    since: 460,
    rule: 'The 32 subnets with the highest scores share 75 % of the emission and the next 32 share 25 %; others get nothing, and the first 32 get all where no more have a score. Before, all shared by score.',
    inferred:
      "The score is the share of spec 425: moving price, less the incentive that reached no miner, and none where emission is off. Within a tier, shares are in proportion to scores; of equal scores, the lower netuid comes first. The first version is not known closer than 'around 460'.",
  },
  decimalShares: {
    since: 473,
    rule: 'Shares of stake are decimal, in AlphaV2 and TotalHotkeySharesV2; Alpha, TotalHotkeyShares and AlphaMapLastKey are gone. Before, the devnet had binary ones in the latter.',
    inferred: 'The upgrade converts every share, and each holder keeps the same value to the rao.',
  },
  queuedNetworks: {
    since: 473,
    rule: 'register_network on a full network is paid in advance and waits in NetworkRegistrationQueue, and a new pool starts with exactly the TAO paid; before, the new network took its place at once, and its pool started with NetworkMinLockCost at least.',
    inferred:
      'The next block opens one registration of the queue, and one that cannot be opened, because its hotkey has got another owner, is refunded. The advance lies on an account of the chain: the form of NetworkRegistrationEscrow and the event NetworkRegistrationCancelled are not known, and neither is in the metadata.',
  },
} as const satisfies Readonly<Record<string, RuleChange>>

/** Returns true if the chain's version has a rule. */
export const follows = (ctx: { readonly state: StateReader }, change: keyof typeof ruleChanges): boolean =>
  specVersionOf(ctx.state) >= ruleChanges[change].since
