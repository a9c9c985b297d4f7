import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { type Chain, openChain, uidOf } from '../chain/chain.js'
import { newNeuron } from '../chain/neuron.js'
import { register } from '../chain/register.js'
import { step } from '../chain/run-epoch.js'
import { type ChainSettings, parseRules } from '../chain/settings.js'

/** Subnet on which both sides play. */
export const netuid = 2
export const tempo = 40
const accountOf = (address: string) => `0x${Buffer.from(createKeypair(address).publicKey).toString('hex')}`
/** Hotkey of a person, as the chain's storage writes it: the lab takes it for a name. */
export const hot = (name: string) => accountOf(`${name}//hot`)
export const validators = ['//Bob', '//Charlie', '//Dave']
export const miners = ['//Eve', '//Ferdie', '//One', '//Two', '//Three']

/** Settings that both sides have. */
export type TwinSettings = Pick<ChainSettings, 'yuma3' | 'commitReveal' | 'revealPeriod' | 'saltedCommits'>

const places = { maxUids: 9, minNonImmuneUids: 2, immunityPeriod: 50 }

/** A devnet with three validators of different stakes and five miners, after an epoch, before the first weights; it has no place free. */
export async function createSource(settings: TwinSettings): Promise<Devnet> {
  const balances = Object.fromEntries(
    [...validators, ...miners].map((name) => [createKeypair(name).address, 10n ** 15n]),
  )
  const devnet = await createDevnet({ blockTime: 'manual', seed: 'lab', preset: 'fast', balances })
  const as = (name: string) => devnet.impersonate(createKeypair(name).address)
  must(as('//Alice').execute('SubtensorModule', 'register_network', { hotkey: hot('//Alice') }))
  must(as('//Alice').execute('SubtensorModule', 'start_call', { netuid }))
  for (const name of [...validators, ...miners]) {
    must(as(name).execute('SubtensorModule', 'burned_register', { netuid, hotkey: hot(name) }))
  }
  for (const [at, name] of validators.entries()) {
    const amount_staked = BigInt(at + 1) * 10n ** 11n
    must(as(name).execute('SubtensorModule', 'add_stake', { netuid, hotkey: hot(name), amount_staked }))
  }
  const { yuma3 = true, commitReveal = true, revealPeriod = 1 } = settings
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], tempo)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], commitReveal)
  devnet.setStorage('SubtensorModule', 'RevealPeriodEpochs', [netuid], BigInt(revealPeriod))
  devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], places.maxUids)
  devnet.setStorage('SubtensorModule', 'MinNonImmuneUids', [netuid], places.minNonImmuneUids)
  devnet.setStorage('SubtensorModule', 'ImmunityPeriod', [netuid], places.immunityPeriod)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 5n)
  devnet.setStorage('SubtensorModule', 'Yuma3On', [netuid], yuma3)
  devnet.mineUntilEpoch(netuid)
  devnet.mine()
  return devnet
}

/** A lab's chain that goes on from the state of a devnet. */
export function chainFrom(
  { state: { SubtensorModule: subtensor }, head }: Devnet,
  settings: TwinSettings,
): Chain {
  const rules = parseRules({
    ...{ ...settings, ...places, tempo, take: 11_796 },
    weightsRateLimit: Number(subtensor.WeightsSetRateLimit.get(netuid)),
    ...{ burnHalfLife: subtensor.BurnHalfLife.get(netuid), kappa: subtensor.Kappa.get(netuid) },
    bondsPenalty: subtensor.BondsPenalty.get(netuid),
    bondsMovingAverage: Number(subtensor.BondsMovingAverage.get(netuid)),
    activityCutoffFactor: subtensor.ActivityCutoffFactorMilli.get(netuid),
  })
  const chain = openChain(rules, { owner: hot('//Alice'), versionKey: 0n, block: head.number })
  chain.lastEpochBlock = Number(subtensor.LastEpochBlock.get(netuid))
  chain.epoch = Number(subtensor.SubnetEpochIndex.get(netuid))
  chain.burn = subtensor.Burn.get(netuid)
  chain.pending.server = subtensor.PendingServerEmission.get(netuid)
  chain.pending.validator = subtensor.PendingValidatorEmission.get(netuid)
  chain.pending.ownerCut = subtensor.PendingOwnerCut.get(netuid)
  for (const [[, uid], hotkey] of subtensor.Keys.entries(netuid)) {
    const neuron = newNeuron(hotkey, ownerOf(hotkey), Number(subtensor.BlockAtRegistration.get(netuid, uid)))
    neuron.lastUpdate = Number(subtensor.LastUpdate.get(netuid)[uid])
    neuron.permit = subtensor.ValidatorPermit.get(netuid)[uid]!
    neuron.emission = subtensor.Emission.get(netuid)[uid]!
    neuron.bonds = subtensor.Bonds.get(netuid, uid)
    chain.neurons[uid] = neuron
    chain.stakes.set(hotkey, subtensor.TotalHotkeyAlpha.get(hotkey, netuid))
  }
  return chain
}

/** In the lab, the account that owns the subnet has the name of its hotkey. */
const ownerOf = (hotkey: string) => (hotkey === hot('//Alice') ? hotkey : `owner of ${hotkey}`)

/** Registers a newcomer on both sides: the subnet is full, so that it takes the place of the weakest. Returns who lost it. */
export function registerLate(devnet: Devnet, chain: Chain): string | undefined {
  const one = devnet.impersonate(createKeypair('//Eve').address)
  must(one.execute('SubtensorModule', 'burned_register', { netuid, hotkey: hot('//late') }))
  step(chain)
  return register(chain, hot('//late'), 'somebody')?.evicted
}

/** Miners of both sides that are still registered, with their uids. */
export const uidsOf = (chain: Chain): readonly number[] =>
  miners.flatMap((miner) => uidOf(chain, hot(miner)) ?? [])

/** Figures of the subnet on the devnet. */
export const seen = ({ state: { SubtensorModule: subtensor } }: Devnet) => {
  const hotkeys = [...subtensor.Keys.entries(netuid)]
    .toSorted(([[, a]], [[, b]]) => a - b)
    .map(([, key]) => key)
  return {
    hotkeys,
    incentive: subtensor.Incentive.get(netuid),
    dividends: subtensor.Dividends.get(netuid),
    trust: subtensor.ValidatorTrust.get(netuid),
    permit: subtensor.ValidatorPermit.get(netuid),
    emission: subtensor.Emission.get(netuid),
    stakes: hotkeys.map((hotkey) => subtensor.TotalHotkeyAlpha.get(hotkey, netuid)),
    weights: hotkeys.map((_, uid) => subtensor.Weights.get(netuid, uid)),
    bonds: hotkeys.map((_, uid) => subtensor.Bonds.get(netuid, uid)),
    burn: subtensor.Burn.get(netuid),
  }
}

/** The same figures of the lab. */
export const played = ({ neurons, stakes, burn }: Chain): ReturnType<typeof seen> => ({
  hotkeys: neurons.map(({ hotkey }) => hotkey),
  incentive: neurons.map(({ incentive }) => incentive),
  dividends: neurons.map(({ dividends }) => dividends),
  trust: neurons.map(({ validatorTrust }) => validatorTrust),
  permit: neurons.map(({ permit }) => permit),
  emission: neurons.map(({ emission }) => emission),
  stakes: neurons.map(({ hotkey }) => stakes.get(hotkey) ?? 0n),
  weights: neurons.map(({ weights }) => weights.map(([uid, value]) => [uid, value])),
  bonds: neurons.map(({ bonds }) => bonds.map(([uid, value]) => [uid, value])),
  burn,
})

/** Throws what an extrinsic of a test should not have been refused for. */
export function must({ error }: { readonly error: string | null }): void {
  if (error !== null) throw new Error(error)
}
