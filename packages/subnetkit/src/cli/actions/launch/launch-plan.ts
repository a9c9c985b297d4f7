import type { LintRule, OwnerHyperparameters, SubnetIdentity } from '@subnetkit/chain'
import { z } from 'zod'
import { readJsonFile } from '../../config/json-file.js'
import type { Context } from '../../context/context.js'
import { createKeys, type Keys } from '../../context/keys.js'
import type { LoadedSubnet } from '../../module/load-subnet.js'
import type { HostPort } from '../../output/host-port.js'
import { refuseUnsound } from '../create-on-chain/refuse-unsound.js'
import { identityFields } from '../create-on-chain/subnet-file.js'
import type { LaunchOptions } from './options.js'

/** A hotkey that becomes a neuron of the subnet. */
export interface LaunchNeuron {
  readonly name: string
  readonly address: string
  readonly axon: HostPort | null
  readonly keys: Pick<Keys, 'hotkey'>
}

/** Everything that a launch is to bring about, checked before the chain is asked. */
export interface Launch {
  readonly name: string
  readonly coldkey: string
  readonly ownerHotkey: string
  readonly identity: SubnetIdentity
  /** True if an existing subnet gets this identity, too. */
  readonly updatesIdentity: boolean
  readonly wanted: OwnerHyperparameters
  readonly accept: readonly LintRule[]
  readonly start: boolean
  /** Alpha that each validator is to have at least, in rao. */
  readonly stake: bigint | undefined
  /** Hotkeys that are registered, each once; the owner hotkey where it is among them. */
  readonly neurons: readonly LaunchNeuron[]
  /** Hotkeys that are staked on. */
  readonly validators: readonly LaunchNeuron[]
  readonly keys: Keys
}

const identitySchema = z.strictObject({ ...identityFields, name: identityFields.name.optional() })

/** Reads the options of a launch. Throws KEYFILE_NOT_FOUND, FILE_INVALID and HYPERPARAMETERS_UNSOUND. */
export async function planLaunch(
  context: Context,
  subnet: LoadedSubnet,
  options: LaunchOptions,
): Promise<Launch> {
  const { keys } = context
  const [ownerHotkey, coldkey] = await Promise.all([keys.hotkeyAddress(), keys.coldkeyAddress()])
  const given = options.identity === undefined ? {} : await readJsonFile(options.identity, identitySchema)
  const wanted = hyperparametersOf(subnet)
  refuseUnsound(subnet.name, wanted, options.accept)

  const neuronOf = async (name: string, axon: HostPort | null): Promise<LaunchNeuron> => {
    const own = keysOf(context, name)
    return { name, address: await own.hotkeyAddress(), axon, keys: own }
  }
  const validators = await Promise.all(options.validator.map((name) => neuronOf(name, null)))
  const miners = await Promise.all(options.miner.map(({ name, axon }) => neuronOf(name, axon)))
  const owner = { name: context.settings.wallet.hotkey, address: ownerHotkey, axon: null, keys }
  return {
    ...{ name: subnet.name, coldkey, ownerHotkey, wanted, keys },
    identity: JSON.parse(JSON.stringify({ name: subnet.name, ...given })) as SubnetIdentity,
    updatesIdentity: options.identity !== undefined,
    ...{ accept: options.accept, start: options.start, stake: options.stake },
    neurons: eachOnce([...miners, ...validators]),
    validators: validators.length > 0 ? eachOnce(validators) : [owner],
  }
}

/** The declared hyperparameters, and as many mechanisms as are defined. */
function hyperparametersOf({ hyperparameters, mechanisms }: LoadedSubnet): OwnerHyperparameters {
  const count = 1 + Object.keys(mechanisms ?? {}).length
  return count === 1 ? hyperparameters : { mechanismCount: count, ...hyperparameters }
}

function eachOnce(neurons: readonly LaunchNeuron[]): readonly LaunchNeuron[] {
  return neurons.filter(({ address }, at) => neurons.findIndex((one) => one.address === address) === at)
}

/** Keys of the same wallet with another hotkey. */
function keysOf({ settings, io, progress }: Context, hotkey: string): Keys {
  return createKeys(
    { ...settings, wallet: { ...settings.wallet, hotkey }, signerSocket: undefined },
    io,
    progress,
  )
}
