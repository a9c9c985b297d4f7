import type { MechanismState, MechanismsInput, MechanismsResult, SparseRow } from '@subnetkit/yuma'
import type { BlockContext } from '../runtime/context.js'
import { activityCutoffOf } from './activity-cutoff.js'
import { epochCount } from './epoch-schedule.js'
import type { Reading } from './reading.js'
import { commitDates } from './salted-commit.js'
import { inheritedAlpha, inheritedTao } from './stake-weight.js'
import { hotkeysOf, mechanismIndices, uidOf } from './subnets.js'
import { earliestCommits } from './timelocked-commit.js'
import { isHidden } from './weights.js'

/** Everything that the epoch of a subnet depends on, read from the state. */
export function epochInput(ctx: Reading, netuid: number, emission: bigint): MechanismsInput {
  const { SubtensorModule: subtensor } = ctx.state
  const hotkeys = hotkeysOf(ctx, netuid)
  const tempo = subtensor.Tempo.get(netuid)
  const [alphaLow, alphaHigh] = subtensor.AlphaValues.get(netuid)
  return {
    subnet: {
      n: hotkeys.length,
      currentBlock: ctx.block,
      tempo,
      activityCutoffBlocks: activityCutoffOf(ctx, netuid),
      blockAtRegistration: hotkeys.map((_, uid) => Number(subtensor.BlockAtRegistration.get(netuid, uid))),
      taoWeight: subtensor.TaoWeight.get(),
      alphaStake: hotkeys.map((hotkey) => inheritedAlpha(ctx, netuid, hotkey)),
      taoStake: hotkeys.map((hotkey) => inheritedTao(ctx, netuid, hotkey)),
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
): MechanismState {
  const { LastUpdate, Weights, Bonds } = ctx.state.SubtensorModule
  return {
    lastUpdate: LastUpdate.get(index).map(Number),
    weights: rows(Weights.entries(index), hotkeys.length),
    bonds: rows(Bonds.entries(index), hotkeys.length),
    commitBlocks: commitBlocks(ctx, netuid, index, hotkeys),
  }
}

function rows(entries: Iterable<[[number, number], SparseRow]>, count: number): SparseRow[] {
  const byUid: SparseRow[] = Array.from({ length: count }, () => [])
  for (const [[, uid], row] of entries) if (uid < count) byUid[uid] = row
  return byUid
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
  return hotkeys.map((hotkey) => {
    const salted = WeightCommits.get(index, hotkey)?.map(datesOf)
    const open = salted?.find(({ epoch }) => now <= epoch + period)
    const blocks = [timelocked.get(hotkey), open && Number(open.block)].filter((block) => block !== undefined)
    return blocks.length === 0 ? null : Math.min(...blocks)
  })
}

/** Writes the outcome of an epoch. */
export function storeEpoch(
  ctx: BlockContext,
  netuid: number,
  { stored, mechanisms }: MechanismsResult,
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
    for (const [uid, row] of mechanism.bonds.entries()) {
      // It is only written down: no need for a copy that could be changed.
      subtensor.Bonds.set(index, uid, row as [number, number][])
    }
  }
  subtensor.Active.set(netuid, [...stored.active])
  subtensor.Emission.set(netuid, [...stored.emission])
  subtensor.Consensus.set(netuid, [...stored.consensus])
  subtensor.Dividends.set(netuid, [...stored.dividends])
  subtensor.ValidatorTrust.set(netuid, [...stored.validatorTrust])
  subtensor.StakeWeight.set(netuid, [...stored.stakeWeight])
  subtensor.ValidatorPermit.set(netuid, [...stored.validatorPermit])
}
