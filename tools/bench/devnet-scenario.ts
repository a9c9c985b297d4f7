import type { Rules, State } from '@subnetkit/devnet'
import { subtensorRules } from '@subnetkit/devnet'
import { epochScenario } from './yuma-scenario.js'

const TAO = 1_000_000_000n

/** Subnets in the middle of their lives: started, with pools, full of neurons and stake. */
export interface ChainScenario {
  readonly subnets: number
  readonly uids: number
  readonly validators: number
  readonly tempo: number
  /** Share of the uids that each validator gives a weight; 0 leaves weights out. */
  readonly density: number
}

/** The rules of Subtensor on a chain that begins with such subnets. */
export function populatedRules(scenario: ChainScenario): Rules {
  return {
    ...subtensorRules,
    genesis(ctx) {
      subtensorRules.genesis?.(ctx)
      for (let netuid = 2; netuid < scenario.subnets + 2; netuid++) fillSubnet(ctx.state, netuid, scenario)
      ctx.state.SubtensorModule.TotalNetworks.set(scenario.subnets + 2)
    },
  }
}

const accountOf = (netuid: number, uid: number): string =>
  `0x${netuid.toString(16).padStart(8, '0')}${uid.toString(16).padStart(8, '0')}`.padEnd(66, '5')

function fillSubnet(state: State, netuid: number, { uids, validators, tempo, density }: ChainScenario): void {
  const { SubtensorModule: subtensor } = state
  const perUid = <T>(value: T): T[] => Array.from({ length: uids }, () => value)
  subtensor.NetworksAdded.set(netuid, true)
  subtensor.SubnetMechanism.set(netuid, 1)
  subtensor.SubnetworkN.set(netuid, uids)
  subtensor.Tempo.set(netuid, tempo)
  subtensor.MaxAllowedValidators.set(netuid, validators)
  subtensor.ActivityCutoffFactorMilli.set(netuid, 4_000_000_000)
  subtensor.CommitRevealWeightsEnabled.set(netuid, false)
  subtensor.Yuma3On.set(netuid, true)
  subtensor.FirstEmissionBlockNumber.set(netuid, 1n)
  subtensor.SubtokenEnabled.set(netuid, true)
  subtensor.SubnetTAO.set(netuid, 10_000n * TAO)
  subtensor.SubnetAlphaIn.set(netuid, 1_000_000n * TAO)
  subtensor.SubnetAlphaOut.set(netuid, 1_000_000n * TAO)
  subtensor.SubnetMovingPrice.set(netuid, 42_949_672n)
  state.Swap.PalSwapInitialized.set(netuid, true)
  subtensor.SubnetOwner.set(netuid, accountOf(netuid, 0))
  subtensor.SubnetOwnerHotkey.set(netuid, accountOf(netuid, 0))
  subtensor.Active.set(netuid, perUid(true))
  subtensor.ValidatorPermit.set(
    netuid,
    Array.from({ length: uids }, (_, uid) => uid < validators),
  )
  for (const item of ['Consensus', 'Incentive', 'Dividends', 'ValidatorTrust', 'StakeWeight'] as const) {
    subtensor[item].set(netuid, perUid(0))
  }
  subtensor.Emission.set(netuid, perUid(0n))
  // After the registrations of block 0, so that weights count.
  subtensor.LastUpdate.set(netuid, perUid(1n))
  for (let uid = 0; uid < uids; uid++) fillNeuron(state, netuid, uid, uid < validators)
  if (density === 0) return
  const { weights } = epochScenario({ n: uids, validators, density, yuma3: true, liquidAlpha: false })
  for (let uid = 0; uid < validators; uid++) {
    const row = weights[uid] ?? []
    subtensor.Weights.set(
      netuid,
      uid,
      row.map(([target, weight]): [number, number] => [target, weight]),
    )
  }
}

function fillNeuron(state: State, netuid: number, uid: number, isValidator: boolean): void {
  const { SubtensorModule: subtensor } = state
  const hotkey = accountOf(netuid, uid)
  subtensor.Keys.set(netuid, uid, hotkey)
  subtensor.Uids.set(netuid, hotkey, uid)
  subtensor.IsNetworkMember.set(hotkey, netuid, true)
  subtensor.BlockAtRegistration.set(netuid, uid, 0n)
  subtensor.Owner.set(hotkey, hotkey)
  if (!isValidator) return
  const stake = 1_000n * TAO + BigInt(uid) * TAO
  subtensor.TotalHotkeyAlpha.set(hotkey, netuid, stake)
  subtensor.TotalHotkeyShares.set(hotkey, netuid, stake << 64n)
  subtensor.Alpha.set(hotkey, hotkey, netuid, stake << 64n)
}
