import { specVersionOf } from '../runtime/image.js'
import type { StateReader } from '../state/state.js'

/** A rule that came with a spec version: a chain that reports an older one follows the rule before it. */
export interface RuleChange {
  /** First version with the rule. Changes between the recorded runtime 293 and the surface of 381 are taken to be of 381. */
  readonly since: number
  /** The rule since then, and the one before. */
  readonly rule: string
}

/** Rules that follow the version that the chain reports. */
export const ruleChanges = {
  cappedUnstaking: {
    since: 300,
    rule: 'Removing, moving, recycling or burning more alpha than there is takes all of it; before, it was NotEnoughStakeToWithdraw.',
  },
  ownerLimits: {
    since: 308,
    rule: "Changes of hyperparameters by a subnet's owner are noted and limited; before, they were neither.",
  },
  ownerRights: {
    since: 381,
    rule: 'Owners set max_allowed_uids, min_burn and max_burn, and root sets alpha values and kappa; bounds hold for max_allowed_uids, burns and the reveal period. Before, owners set kappa and root the burns, without these bounds.',
  },
  ownerHotkey: {
    since: 381,
    rule: 'sudo_set_subnet_owner_hotkey is open to root and limited in rate, and sudo_set_sn_owner_hotkey emits its event; before, neither.',
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
  cleanRootSwap: {
    since: 395,
    rule: 'A hotkey with root stake or root claims cannot replace another on root; before, it could.',
  },
  limitErrors: {
    since: 408,
    rule: 'A price limit that the pool has passed is PriceLimitExceeded of Swap or SlippageTooHigh; before, ZeroMaxStakeAmount.',
  },
  guards: {
    since: 420,
    rule: 'Checks of the pool also run inside batches, and cover takes, batches of weights and the rate limit of networks; before, only single calls about weights and endpoints.',
  },
  countedEpochs: {
    since: 423,
    rule: 'Epochs are counted from the last one, which a new tempo restarts, and commits of weights are stored with their epoch; before, both followed from block numbers, with tempo + 1 blocks from epoch to epoch.',
  },
  localAxons: {
    since: 420,
    rule: 'An axon needs a registration on the very subnet; before, on any.',
  },
} as const satisfies Readonly<Record<string, RuleChange>>

/** Returns true if the chain's version has a rule. */
export const follows = (ctx: { readonly state: StateReader }, change: keyof typeof ruleChanges): boolean =>
  specVersionOf(ctx.state) >= ruleChanges[change].since
