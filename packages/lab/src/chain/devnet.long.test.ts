import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { expect, test } from 'vitest'
import { type Chain, openChain, uidOf } from './chain.js'
import { newNeuron } from './neuron.js'
import { register } from './register.js'
import { runEpoch, step } from './run-epoch.js'
import { setWeights } from './set-weights.js'
import { parseRules } from './settings.js'

const netuid = 2
const tempo = 20
const accountOf = (address: string) => `0x${Buffer.from(createKeypair(address).publicKey).toString('hex')}`
const validators = ['//Bob', '//Charlie', '//Dave']
const miners = ['//Eve', '//Ferdie', '//One', '//Two', '//Three']
const hot = (name: string) => accountOf(`${name}//hot`)

/** Weights of a validator in an epoch: all agree roughly, one less than the others. */
const valuesOf = (validator: number, epoch: number) =>
  miners.map((_, miner) => 1_000 * (miner + 1) + 700 * validator + ((37 * (epoch + 1) * (miner + 2)) % 500))

/** A devnet with three validators of different stakes and five miners, before the first weights. */
async function createSource(yuma3: boolean): Promise<Devnet> {
  const balances = Object.fromEntries(
    [...validators, ...miners].map((name) => [createKeypair(name).address, 10n ** 15n]),
  )
  const devnet = await createDevnet({ blockTime: 'manual', seed: 'lab', preset: 'fast', balances })
  const done = ({ error }: { readonly error: string | null }) => expect(error).toBeNull()
  const as = (name: string) => devnet.impersonate(createKeypair(name).address)
  done(as('//Alice').execute('SubtensorModule', 'register_network', { hotkey: hot('//Alice') }))
  done(as('//Alice').execute('SubtensorModule', 'start_call', { netuid }))
  for (const name of [...validators, ...miners]) {
    done(as(name).execute('SubtensorModule', 'burned_register', { netuid, hotkey: hot(name) }))
  }
  for (const [at, name] of validators.entries()) {
    const amount_staked = BigInt(at + 1) * 10n ** 11n
    done(as(name).execute('SubtensorModule', 'add_stake', { netuid, hotkey: hot(name), amount_staked }))
  }
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], tempo)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
  devnet.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], 9)
  devnet.setStorage('SubtensorModule', 'MinNonImmuneUids', [netuid], 2)
  devnet.setStorage('SubtensorModule', 'ImmunityPeriod', [netuid], 30)
  devnet.setStorage('SubtensorModule', 'Yuma3On', [netuid], yuma3)
  devnet.mineUntilEpoch(netuid)
  devnet.mine()
  return devnet
}

/** A lab's chain that goes on from the state of a devnet. */
function chainFrom({ state: { SubtensorModule: subtensor }, head }: Devnet): Chain {
  const rules = parseRules({
    ...{ tempo, commitReveal: false, maxUids: 9, minNonImmuneUids: 2, immunityPeriod: 30 },
    ...{
      yuma3: subtensor.Yuma3On.get(netuid),
      weightsRateLimit: Number(subtensor.WeightsSetRateLimit.get(netuid)),
    },
    ...{ burnHalfLife: subtensor.BurnHalfLife.get(netuid), kappa: subtensor.Kappa.get(netuid) },
    ...{ bondsPenalty: subtensor.BondsPenalty.get(netuid), take: 11_796 },
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

const seen = ({ state: { SubtensorModule: subtensor } }: Devnet) => {
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
    burn: subtensor.Burn.get(netuid),
  }
}
const played = ({ neurons, stakes, burn }: Chain): ReturnType<typeof seen> => ({
  hotkeys: neurons.map(({ hotkey }) => hotkey),
  incentive: neurons.map(({ incentive }) => incentive),
  dividends: neurons.map(({ dividends }) => dividends),
  trust: neurons.map(({ validatorTrust }) => validatorTrust),
  permit: neurons.map(({ permit }) => permit),
  emission: neurons.map(({ emission }) => emission),
  stakes: neurons.map(({ hotkey }) => stakes.get(hotkey) ?? 0n),
  weights: neurons.map(({ weights }) => weights.map(([uid, value]) => [uid, value])),
  burn,
})

test.each([
  ['Yuma 3', true],
  ['Yuma 2', false],
])('lab and devnet agree to the bit, epoch by epoch, under %s', async (_, yuma3) => {
  const devnet = await createSource(yuma3)
  try {
    const chain = chainFrom(devnet)
    for (let epoch = 0; epoch < 6; epoch++) {
      if (epoch === 3) registerOne(devnet, chain)
      for (const [at, name] of validators.entries()) {
        const targets = miners.flatMap((miner) => uidOf(chain, hot(miner)) ?? [])
        const values = valuesOf(at, epoch).slice(0, targets.length)
        const args = { netuid, dests: targets, weights: values, version_key: 0n }
        const error = devnet.impersonate(hot(name)).execute('SubtensorModule', 'set_weights', args).error
        step(chain)
        expect(setWeights(chain, hot(name), { uids: targets, values, versionKey: 0n })).toBe(error)
      }
      devnet.mineUntilEpoch(netuid)
      runEpoch(chain)
      expect(played(chain)).toEqual(seen(devnet))
    }
  } finally {
    await devnet.close()
  }
})

/** The subnet is full: the newcomer takes the place of the weakest. */
function registerOne(devnet: Devnet, chain: Chain): void {
  const one = devnet.impersonate(createKeypair('//Eve').address)
  const outcome = one.execute('SubtensorModule', 'burned_register', { netuid, hotkey: hot('//late') })
  expect(outcome.error).toBeNull()
  step(chain)
  expect(register(chain, hot('//late'), 'somebody')?.evicted).toBeDefined()
}
