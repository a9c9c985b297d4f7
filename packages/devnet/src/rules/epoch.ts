import type { FlatRow, MechanismState, MechanismsInput, MechanismsResult } from '@subnetkit/yuma'
import type { BlockContext } from '../runtime/context.js'
import { activityCutoffOf } from './activity-cutoff.js'
import { epochCount } from './epoch-schedule.js'
import type { Reading } from './reading.js'
import { readRows, storeBonds } from './rows.js'
import { commitDates } from './salted-commit.js'
import { inheritedStakes } from './stake-weight.js'
import { hotkeysOf, mechanismIndices, uidOf } from './subnets.js'
import { earliestCommits } from './timelocked-commit.js'
import { isHidden } from './weights.js'

/** Everything that the epoch of a subnet depends on, read from the state. */
export function epochInput(
  ctx: Reading,
  netuid: number,
  emission: bigint,
  hotkeys: readonly string[] = hotkeysOf(ctx, netuid),
): MechanismsInput<FlatRow> {
  const { SubtensorModule: subtensor } = ctx.state
  const tempo = subtensor.Tempo.get(netuid)
  const stakes = hotkeys.map((hotkey) => inheritedStakes(ctx, netuid, hotkey))
  const [alphaLow, alphaHigh] = subtensor.AlphaValues.get(netuid)
  return {
    subnet: {
      n: hotkeys.length,
      currentBlock: ctx.block,
      tempo,
      activityCutoffBlocks: activityCutoffOf(ctx, netuid),
      blockAtRegistration: hotkeys.map((_, uid) => Number(subtensor.BlockAtRegistration.get(netuid, uid))),
      taoWeight: subtensor.TaoWeight.get(),
      alphaStake: stakes.map(({ alpha }) => alpha),
      taoStake: stakes.map(({ tao }) => tao),
      stakeThreshold: subtensor.StakeThreshold.get(),
      ownerUid: uidOf(ctx, netuid, subtensor.SubnetOwnerHotkey.get(netuid)) ?? null,
      validatorPermit: subtensor.ValidatorPermit.get(netuid),
      maxAllowedValidators: subtensor.MaxAllowedValidators.get(netuid),
      commitRevealEnabled: isHidden(ctx, netuid),
      kappa: subtensor.Kappa.get(netuid),
      bondsPenalty: subtensor.BondsPenalty.get(netuid),
      bondsMovingAverage: Number(subtensor.BondsMovingAverage.get(netuid)),
      lastMechanismStepBlock: Number(subtensor.LastMechansimStepBlock.get(netuid)),
      alphaSigmoidSteepness: subtensor.AlphaSigmoidSteepness.get(netuid),
      alphaLow,
      alphaHigh,
      yuma3: subtensor.Yuma3On.get(netuid),
      liquidAlpha: subtensor.LiquidAlphaOn.get(netuid),
    },
    mechanisms: mechanismIndices(ctx, netuid).map((index) => mechanismState(ctx, netuid, index, hotkeys)),
    emission,
    emissionSplit: subtensor.MechanismEmissionSplit.get(netuid) ?? null,
    hotkeys,
  }
}

function mechanismState(
  ctx: Reading,
  netuid: number,
  index: number,
  hotkeys: readonly string[],
): MechanismState<FlatRow> {
  return {
    lastUpdate: ctx.state.SubtensorModule.LastUpdate.get(index).map(Number),
    weights: readRows(ctx, 'Weights', index, hotkeys.length),
    bonds: readRows(ctx, 'Bonds', index, hotkeys.length),
    commitBlocks: commitBlocks(ctx, netuid, index, hotkeys),
  }
}

/** Blocks of the earliest commits that can still be revealed: of the salted ones, the first in the queue. */
function commitBlocks(
  ctx: Reading,
  netuid: number,
  index: number,
  hotkeys: readonly string[],
): (number | null)[] {
  const { WeightCommits, RevealPeriodEpochs } = ctx.state.SubtensorModule
  const now = epochCount(ctx, netuid)
  const datesOf = commitDates(ctx, netuid)
  const period = RevealPeriodEpochs.get(netuid)
  const timelocked = earliestCommits(ctx, netuid, index)
  // few have any
  const commits = new Map([...WeightCommits.entries(index)].map(([[, hotkey], made]) => [hotkey, made]))
  return hotkeys.map((hotkey) => {
    const salted = commits.get(hotkey)?.map(datesOf)
    const open = salted?.find(({ epoch }) => now <= epoch + period)
    const blocks = [timelocked.get(hotkey), open && Number(open.block)].filter((block) => block !== undefined)
    return blocks.length === 0 ? null : Math.min(...blocks)
  })
}

/** Writes the outcome of an epoch. */
export function storeEpoch(
  ctx: BlockContext,
  netuid: number,
  { stored, mechanisms }: MechanismsResult<FlatRow>,
): void {
  const { SubtensorModule: subtensor } = ctx.state
  const indices = mechanismIndices(ctx, netuid)
  for (const [position, mechanism] of mechanisms.entries()) {
    const index = indices[position] ?? netuid
    subtensor.Incentive.set(index, [...mechanism.incentive])
    ctx.deposit('SubtensorModule', 'IncentiveAlphaEmittedToMiners', {
      netuid: index,
      emissions: [...mechanism.serverEmission],
    })
    storeBonds(ctx, index, mechanism.bonds)
  }
  subtensor.Active.set(netuid, [...stored.active])
  subtensor.Emission.set(netuid, [...stored.emission])
  subtensor.Consensus.set(netuid, [...stored.consensus])
  subtensor.Dividends.set(netuid, [...stored.dividends])
  subtensor.ValidatorTrust.set(netuid, [...stored.validatorTrust])
  subtensor.StakeWeight.set(netuid, [...stored.stakeWeight])
  subtensor.ValidatorPermit.set(netuid, [...stored.validatorPermit])
}
