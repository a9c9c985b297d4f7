import { setOldestStoredRound } from '../drand/pulses.js'
import type { CallHandlers, Rules } from '../runtime/context.js'
import { submitEncrypted } from '../shield/submission.js'
import * as admin from './admin.js'
import * as autoClaims from './auto-claim.js'
import { stepBlock } from './block-step.js'
import * as children from './children.js'
import * as coldkeySwaps from './coldkey-swap.js'
import * as commitReveal from './commit-reveal.js'
import * as commitments from './commitments.js'
import { subtensorGenesis } from './genesis.js'
import { guardDispatch } from './guards.js'
import { hyperparameterCalls } from './hyperparameters.js'
import * as identities from './identity.js'
import * as leasing from './leasing.js'
import { migrate } from './migrate.js'
import * as moving from './move-stake.js'
import * as networks from './networks.js'
import { checkForPool } from './pool-checks.js'
import * as recycling from './recycle.js'
import * as registration from './registration.js'
import * as rootClaims from './root-claim.js'
import * as serving from './serving.js'
import * as staking from './stake.js'
import { addStakeBurn } from './stake-burn.js'
import { stakeFees } from './stake-fees.js'
import { swapHotkey } from './swap-hotkey.js'
import * as takes from './take.js'
import * as tempo from './tempo.js'
import * as timelocked from './timelocked-commit.js'
import { trimToMaxUids } from './trim.js'
import * as weights from './weights.js'

/** Every call that the rules carry out. A call that is not here is refused by name. */
const calls: CallHandlers = {
  ...hyperparameterCalls,

  'SubtensorModule.register_network': (ctx, { hotkey }) =>
    networks.registerNetwork(ctx, { hotkey, identity: undefined }),
  'SubtensorModule.register_network_with_identity': networks.registerNetwork,
  'SubtensorModule.register_leased_network': leasing.registerLeasedNetwork,
  'SubtensorModule.terminate_lease': leasing.terminateLease,
  'SubtensorModule.start_call': networks.startCall,
  'SubtensorModule.root_dissolve_network': networks.rootDissolveNetwork,
  'SubtensorModule.dissolve_network': networks.dissolveNetwork,
  'SubtensorModule.set_subnet_identity': admin.setSubnetIdentity,
  'SubtensorModule.set_identity': identities.setIdentity,
  'SubtensorModule.update_symbol': identities.updateSymbol,

  'SubtensorModule.burned_register': registration.burnedRegister,
  'SubtensorModule.register': registration.burnedRegister,
  'SubtensorModule.register_limit': registration.registerLimit,
  'SubtensorModule.root_register': registration.rootRegister,
  'SubtensorModule.faucet': registration.refuseFaucet,
  'SubtensorModule.swap_hotkey': swapHotkey,
  'SubtensorModule.schedule_swap_coldkey': coldkeySwaps.refuseScheduledSwap,
  'SubtensorModule.swap_coldkey': coldkeySwaps.swapColdkeyByRoot,
  'SubtensorModule.announce_coldkey_swap': coldkeySwaps.announceColdkeySwap,
  'SubtensorModule.swap_coldkey_announced': coldkeySwaps.swapColdkeyAnnounced,
  'SubtensorModule.dispute_coldkey_swap': coldkeySwaps.disputeColdkeySwap,
  'SubtensorModule.reset_coldkey_swap': coldkeySwaps.resetColdkeySwap,
  'SubtensorModule.clear_coldkey_swap_announcement': coldkeySwaps.clearColdkeySwap,

  'SubtensorModule.add_stake': staking.addStake,
  'SubtensorModule.add_stake_limit': staking.addStakeLimit,
  'SubtensorModule.remove_stake': staking.removeStake,
  'SubtensorModule.remove_stake_limit': staking.removeStakeLimit,
  'SubtensorModule.remove_stake_full_limit': staking.removeStakeFullLimit,
  'SubtensorModule.unstake_all': staking.unstakeAll,
  'SubtensorModule.unstake_all_alpha': staking.unstakeAllAlpha,
  'SubtensorModule.move_stake': moving.moveStake,
  'SubtensorModule.transfer_stake': moving.transferStake,
  'SubtensorModule.swap_stake': moving.swapStake,
  'SubtensorModule.swap_stake_limit': moving.swapStakeLimit,
  'SubtensorModule.recycle_alpha': recycling.recycleAlpha,
  'SubtensorModule.burn_alpha': recycling.burnAlpha,
  'SubtensorModule.decrease_take': takes.decreaseTake,
  'SubtensorModule.increase_take': takes.increaseTake,
  'SubtensorModule.add_stake_burn': addStakeBurn,
  'SubtensorModule.claim_root': rootClaims.claimRoot,
  'SubtensorModule.sudo_set_num_root_claims': autoClaims.setNumRootClaims,
  'SubtensorModule.sudo_set_root_claim_threshold': autoClaims.setRootClaimThreshold,
  'SubtensorModule.set_root_claim_type': rootClaims.setRootClaimType,
  'SubtensorModule.try_associate_hotkey': takes.tryAssociateHotkey,
  'SubtensorModule.set_coldkey_auto_stake_hotkey': takes.setAutoStakeHotkey,

  'SubtensorModule.set_children': children.setChildren,
  'SubtensorModule.set_childkey_take': children.setChildkeyTake,

  'SubtensorModule.set_weights': weights.setWeights,
  'SubtensorModule.set_mechanism_weights': weights.setMechanismWeights,
  'SubtensorModule.batch_set_weights': weights.batchSetWeights,
  'SubtensorModule.commit_weights': commitReveal.commitWeights,
  'SubtensorModule.commit_mechanism_weights': commitReveal.commitMechanismWeights,
  'SubtensorModule.batch_commit_weights': commitReveal.batchCommitWeights,
  'SubtensorModule.commit_timelocked_weights': timelocked.commitTimelockedWeights,
  'SubtensorModule.commit_timelocked_mechanism_weights': timelocked.commitTimelockedMechanismWeights,
  'SubtensorModule.commit_crv3_mechanism_weights': timelocked.commitCrv3MechanismWeights,
  'SubtensorModule.reveal_weights': commitReveal.revealWeights,
  'SubtensorModule.reveal_mechanism_weights': commitReveal.revealMechanismWeights,
  'SubtensorModule.batch_reveal_weights': commitReveal.batchRevealWeights,

  'SubtensorModule.serve_axon': serving.serveAxon,
  'SubtensorModule.serve_axon_tls': serving.serveAxonTls,
  'SubtensorModule.serve_prometheus': serving.servePrometheus,
  'Commitments.set_commitment': commitments.setCommitment,
  'Commitments.set_max_space': commitments.setMaxSpace,
  'Drand.set_oldest_stored_round': setOldestStoredRound,
  'MevShield.submit_encrypted': submitEncrypted,

  'SubtensorModule.set_tempo': tempo.setTempo,
  'SubtensorModule.trigger_epoch': tempo.triggerEpoch,
  'SubtensorModule.set_activity_cutoff_factor': tempo.setActivityCutoffFactor,
  'AdminUtils.sudo_set_tempo': tempo.sudoSetTempo,
  'AdminUtils.sudo_set_alpha_values': admin.setAlphaValues,
  'AdminUtils.sudo_set_mechanism_count': admin.setMechanismCount,
  'AdminUtils.sudo_set_mechanism_emission_split': admin.setMechanismEmissionSplit,
  'AdminUtils.sudo_set_sn_owner_hotkey': admin.setOwnerHotkey,
  'AdminUtils.sudo_set_subnet_owner_hotkey': admin.setSubnetOwnerHotkey,
  'AdminUtils.sudo_set_nominator_min_required_stake': admin.setNominatorMinRequiredStake,
  'AdminUtils.sudo_trim_to_max_allowed_uids': trimToMaxUids,
  'AdminUtils.sudo_set_network_pow_registration_allowed': admin.setPowRegistration,
  'AdminUtils.sudo_set_total_issuance': admin.setTotalIssuance,
  'Swap.set_fee_rate': admin.setFeeRate,
}

/** Subtensor's rules as plain functions over the typed state. */
export const subtensorRules: Rules = {
  calls,
  genesis: subtensorGenesis,
  onInitialize: stepBlock,
  validate: checkForPool,
  guard: guardDispatch,
  stakeFees,
  migrate,
}
