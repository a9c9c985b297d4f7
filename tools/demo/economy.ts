import {
  addStake,
  applyHyperparameters,
  type ChainClient,
  registerNeuron,
  registerSubnet,
  startSubnet,
  submitAsRoot,
  transfer,
} from '@subnetkit/chain'
import type { Hyperparameters } from '@subnetkit/core'
import type { Actors } from './actors.js'
import type { Progress } from './progress.js'

/** Rao in one TAO. */
export const tao = 1_000_000_000n

/** Transfer from the treasury to each coldkey: enough for the lock, the stakes and the burns. */
const funds = { owner: 1_100n * tao, validator: 200n * tao, miner: 100n * tao }
/** Stake of each validator. */
const stake = 100n * tao

/** Creates the subnet and registers everyone, each step an extrinsic signed by the key it needs. Returns the netuid. `lock` is the most that the subnet may cost. */
export async function buildEconomy(
  client: ChainClient,
  actors: Actors,
  hyperparameters: Hyperparameters,
  progress: Progress,
  lock = funds.owner,
): Promise<number> {
  const { treasury, owner, validators, miners } = actors
  const neurons = [...validators, ...miners]

  await progress.step('funding', `treasury funds ${neurons.length + 1} coldkeys`, () =>
    transfer(client, treasury, {
      payments: [
        { to: owner.coldkey.address, amount: lock },
        ...validators.map(({ coldkey }) => ({ to: coldkey.address, amount: funds.validator })),
        ...miners.map(({ coldkey }) => ({ to: coldkey.address, amount: funds.miner })),
      ],
    }),
  )
  const netuid = await progress.step(
    'subnet',
    (id) => `owner registers subnet ${id} and pays its lock`,
    () => registerSubnet(client, owner.coldkey, { hotkey: owner.hotkey.address, maxLock: lock }),
  )
  await progress.step(
    'hyperparameters',
    (names) => `owner sets ${names.join(', ')}; governance switches emissions on; owner starts the subnet`,
    async () => {
      const { applied } = await applyHyperparameters(client, owner.coldkey, {
        netuid,
        wanted: hyperparameters,
      })
      await submitAsRoot(client, treasury, {
        pallet: 'AdminUtils',
        call: 'sudo_set_subnet_emission_enabled',
        args: [netuid, true],
      })
      await startSubnet(client, owner.coldkey, { netuid })
      return applied
    },
  )
  await progress.step('registration', `${neurons.length} neurons register and pay their burn`, () =>
    Promise.all(
      neurons.map(({ coldkey, hotkey }) =>
        registerNeuron(client, coldkey, { netuid, hotkey: hotkey.address, maxBurn: funds.miner }),
      ),
    ),
  )
  await progress.step('staking', `validators stake ${stake / tao} TAO each`, () =>
    Promise.all(
      validators.map(({ coldkey, hotkey }) =>
        // All at once: each moves the price for the others.
        addStake(client, coldkey, { netuid, hotkey: hotkey.address, amount: stake, tolerance: 1 }),
      ),
    ),
  )
  return netuid
}
