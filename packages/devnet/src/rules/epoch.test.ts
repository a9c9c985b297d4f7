import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stepBlock } from './block-step.js'
import { accountOf, type Bench, createBench } from './testing/bench.js'

/** Storage of the real runtime before an epoch. */
interface Before {
  readonly n: number
  readonly current_block: number
  readonly tempo: number
  readonly activity_cutoff_blocks: number
  readonly last_update: number[]
  readonly block_at_registration: number[]
  readonly tao_weight: string
  readonly alpha_stake: string[]
  readonly tao_stake: string[]
  readonly stake_threshold: string
  readonly owner_uid: number | null
  readonly validator_permit: boolean[]
  readonly max_allowed_validators: number
  readonly weights: [number, number][][]
  readonly bonds: [number, number][][]
  readonly kappa: number
  readonly bonds_penalty: number
  readonly bonds_moving_average: number
  readonly last_mechanism_step_block: number
  readonly alpha_sigmoid_steepness: number
  readonly alpha_low: number
  readonly alpha_high: number
  readonly yuma3: boolean
  readonly liquid_alpha: boolean
  readonly rao_emission: string
}

interface Sequence {
  readonly id: string
  readonly steps: readonly {
    readonly input: Before
    readonly runtime: { readonly stored: Readonly<Record<string, unknown>> }
  }[]
}

/** Random subnets on the real runtime: storage before a block with an epoch, and after. */
const recorded = new URL('../../../yuma/fixtures/epochs-293.json', import.meta.url)
const { sequences } = JSON.parse(readFileSync(recorded, 'utf8')) as {
  readonly sequences: readonly Sequence[]
}

const netuid = 5
const hotkeyAt = (uid: number) => accountOf(`hotkey ${String(uid).padStart(3, '0')}`)

function write({ state: { SubtensorModule: subtensor } }: Bench, before: Before): void {
  subtensor.SubnetworkN.set(netuid, before.n)
  subtensor.Tempo.set(netuid, before.tempo)
  const cutoff = Math.ceil((before.activity_cutoff_blocks * 1000) / before.tempo)
  subtensor.ActivityCutoffFactorMilli.set(netuid, cutoff)
  subtensor.TaoWeight.set(BigInt(before.tao_weight))
  subtensor.StakeThreshold.set(BigInt(before.stake_threshold))
  subtensor.MaxAllowedValidators.set(netuid, before.max_allowed_validators)
  subtensor.LastUpdate.set(netuid, before.last_update.map(BigInt))
  subtensor.ValidatorPermit.set(netuid, before.validator_permit)
  subtensor.CommitRevealWeightsEnabled.set(netuid, false)
  subtensor.Kappa.set(netuid, before.kappa)
  subtensor.BondsPenalty.set(netuid, before.bonds_penalty)
  subtensor.BondsMovingAverage.set(netuid, BigInt(before.bonds_moving_average))
  subtensor.LastMechansimStepBlock.set(netuid, BigInt(before.last_mechanism_step_block))
  subtensor.AlphaSigmoidSteepness.set(netuid, before.alpha_sigmoid_steepness)
  subtensor.AlphaValues.set(netuid, [before.alpha_low, before.alpha_high])
  subtensor.Yuma3On.set(netuid, before.yuma3)
  subtensor.LiquidAlphaOn.set(netuid, before.liquid_alpha)
  if (before.owner_uid !== null) subtensor.SubnetOwnerHotkey.set(netuid, hotkeyAt(before.owner_uid))
  for (let uid = 0; uid < before.n; uid++) {
    const hotkey = hotkeyAt(uid)
    subtensor.Keys.set(netuid, uid, hotkey)
    subtensor.Uids.set(netuid, hotkey, uid)
    subtensor.BlockAtRegistration.set(netuid, uid, BigInt(before.block_at_registration[uid] ?? 0))
    subtensor.TotalHotkeyAlpha.set(hotkey, netuid, BigInt(before.alpha_stake[uid] ?? 0))
    subtensor.TotalHotkeyAlpha.set(hotkey, 0, BigInt(before.tao_stake[uid] ?? 0))
    subtensor.Weights.set(netuid, uid, before.weights[uid] ?? [])
    subtensor.Bonds.set(netuid, uid, before.bonds[uid] ?? [])
  }
}

function read({ state: { SubtensorModule: subtensor } }: Bench, count: number) {
  return {
    active: subtensor.Active.get(netuid),
    bonds: Array.from({ length: count }, (_, uid) => subtensor.Bonds.get(netuid, uid)),
    consensus: subtensor.Consensus.get(netuid),
    dividends: subtensor.Dividends.get(netuid),
    emission: subtensor.Emission.get(netuid).map(String),
    incentive: subtensor.Incentive.get(netuid),
    validator_permit: subtensor.ValidatorPermit.get(netuid),
    validator_trust: subtensor.ValidatorTrust.get(netuid),
  }
}

/** The subnet is due in the block, with this much alpha waiting; it does not emit. */
function makeDue({ state: { SubtensorModule: subtensor } }: Bench, before: Before): void {
  subtensor.NetworksAdded.set(netuid, true)
  subtensor.LastEpochBlock.set(netuid, BigInt(before.current_block - before.tempo))
  subtensor.PendingServerEmission.set(netuid, BigInt(before.rao_emission))
}

describe('from storage through a block with an epoch to storage, as the real runtime did', () => {
  it.each(sequences)('$id', ({ steps }) => {
    for (const { input, runtime } of steps) {
      const bench = createBench()
      write(bench, input)
      makeDue(bench, input)
      stepBlock({ ...bench.ctx, block: input.current_block })
      expect(read(bench, input.n)).toEqual(runtime.stored)
      expect(bench.state.SubtensorModule.LastMechansimStepBlock.get(netuid)).toBe(BigInt(input.current_block))
      expect(bench.state.SubtensorModule.PendingServerEmission.get(netuid)).toBe(0n)
    }
  })
})
