import type { CallParameters, ChainClient, Plan, Signer, SubnetIdentity } from '@subnetkit/chain'
import type { Keys } from '../../context/keys.js'
import { showHostPort } from '../../output/host-port.js'
import { formatAmount } from '../../output/units.js'
import type { Launch, LaunchNeuron } from './launch-plan.js'

/** One step of a launch after the creation: planned on chain each time, so that the chain says if it is done. */
export interface LaunchStep {
  readonly id: string
  readonly title: string
  readonly kind: 'identity' | 'start' | 'hyperparameters' | 'register' | 'stake' | 'serve'
  /** Steps that the chain wants to be done first. */
  readonly needs: readonly string[]
  /** Plans it; `cap` is the highest price, in rao. Throws as the plans of the chain package do. */
  plan(client: ChainClient, netuid: number, cap: bigint): Promise<Plan>
  /** Calls that are as dear as its own, for the fee before there is a subnet. */
  readonly calls: readonly CallParameters[]
  /** Opens the key that signs it. */
  signer(): Promise<Signer>
}

/** Steps of a launch in their order, those after the creation. */
export async function launchSteps(launch: Launch): Promise<readonly LaunchStep[]> {
  const chain = await import('@subnetkit/chain')
  const { coldkey, wanted, accept, keys, stake } = launch
  const signer = () => keys.coldkey()
  const netuid = 1
  const startCall = { pallet: 'SubtensorModule', call: 'start_call', args: [netuid] }

  const identify = (identity: SubnetIdentity): LaunchStep => ({
    ...{
      id: 'identity',
      kind: 'identity',
      title: 'publish the identity',
      needs: [],
      calls: [startCall],
      signer,
    },
    plan: (client, on) => chain.planSubnetIdentity(client, { netuid: on, coldkey, identity }),
  })
  const start: LaunchStep = {
    ...{ id: 'start', kind: 'start', title: 'start the emissions', needs: [], calls: [startCall], signer },
    plan: (client, on) => chain.planStart(client, { netuid: on, coldkey }),
  }
  const names = Object.keys(wanted)
  const set: LaunchStep = {
    ...{
      id: 'hyperparameters',
      kind: 'hyperparameters',
      title: `set ${names.join(', ')}`,
      needs: [],
      signer,
    },
    calls: names.map(() => startCall),
    plan: (client, on) => chain.planHyperparameters(client, { netuid: on, coldkey, wanted, accept }),
  }
  const register = ({ name, address }: LaunchNeuron): LaunchStep => ({
    ...{ id: `register ${address}`, kind: 'register', title: `register hotkey ${name}`, needs: [], signer },
    calls: [{ pallet: 'SubtensorModule', call: 'burned_register', args: [netuid, address] }],
    plan: (client, on, maxBurn) =>
      chain.planRegistration(client, { netuid: on, hotkey: address, coldkey, maxBurn }),
  })
  const staking = ({ name, address }: LaunchNeuron, atLeast: bigint): LaunchStep => ({
    ...{ id: `stake ${address}`, kind: 'stake', needs: ['start', `register ${address}`], signer },
    title: `stake ${formatAmount(atLeast, { unit: 'alpha' })} on hotkey ${name}`,
    calls: [{ pallet: 'SubtensorModule', call: 'add_stake_limit', args: [address, netuid, 1n, 1n, false] }],
    plan: (client, on) => chain.planStake(client, { netuid: on, hotkey: address, coldkey, atLeast }),
  })
  const serving = ({ name, address, axon, keys: own }: LaunchNeuron): readonly LaunchStep[] =>
    axon === null
      ? []
      : [
          {
            ...{ id: `serve ${address}`, kind: 'serve', needs: [`register ${address}`], calls: [] },
            title: `publish ${showHostPort(axon)} for hotkey ${name}`,
            signer: () => own.hotkey(),
            plan: (client, on) => chain.planAxon(client, { netuid: on, hotkey: address, ...axon }),
          },
        ]

  const others = launch.neurons.filter(({ address }) => address !== launch.ownerHotkey)
  return [
    ...(launch.updatesIdentity ? [identify(launch.identity)] : []),
    ...(launch.start ? [start] : []),
    ...(names.length > 0 ? [set] : []),
    ...others.map(register),
    ...(stake === undefined ? [] : launch.validators.map((one) => staking(one, stake))),
    ...launch.neurons.flatMap(serving),
  ]
}

/** Key material of one neuron. */
export type NeuronKeys = Pick<Keys, 'hotkey' | 'hotkeyAddress'>
