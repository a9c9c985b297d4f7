import { encodeAddress } from '@subnetkit/wallet'
import { type RunningDevnet, startDevnet } from '../../../devnet/start-devnet.js'
import { type ChainView, type DevChain, shareIn } from './dev-chain.js'
import { blockTimeOf, paceOf, slownessOf } from './pace.js'
import type { LoadedDefinition } from './role/messages.js'

export interface DevnetChoice {
  readonly miners: number
  readonly validators: number
  /** Undefined: 9944, or a free one where that is taken. */
  readonly port: number | undefined
  /** In ms. Undefined: as this machine keeps up with. */
  readonly blockTime: number | undefined
  readonly seed: number | undefined
  readonly allowedOrigins: readonly string[]
}

/** The port of `--network local`. */
const usualPort = 9_944
/** Epochs that weights may take to be paid: the one that reveals a commit, the one that counts it, and one to spare. */
const mostEpochs = 4

/** Loads what making a chain needs. */
export async function warmUp(): Promise<void> {
  await Promise.all([import('../../../devnet/open-devnet.js'), import('@subnetkit/chain')])
}

/** Starts a devnet with the subnet and its neurons on it. @param startMs time that loading the subnet has taken */
export async function createDevnetChain(
  definition: LoadedDefinition,
  choice: DevnetChoice,
  startMs: number,
): Promise<DevChain> {
  const slowness = slownessOf(startMs)
  const blockTime = choice.blockTime ?? blockTimeOf(slowness)
  const { roundBlocks, tempo } = paceOf(definition.deadlineMs, blockTime, slowness)
  const devnet = await start(definition, { ...choice, blockTime }, tempo)
  const { network, netuid, chain } = devnet
  const { mechanisms } = definition
  addMechanisms(devnet, mechanisms)
  const read = () => readState(devnet, mechanisms)
  return {
    ...{ network, netuid, mechanisms, roundBlocks, weightsEveryBlocks: roundBlocks },
    miners: devnet.miners.map((uri) => ({ uri })),
    validators: devnet.validators.map((uri) => ({ uri })),
    read: async () => read(),
    isPaid,
    hasten() {
      for (let epochs = 0; epochs < mostEpochs && !isPaid(read()); epochs++) chain.mineUntilEpoch(netuid)
    },
    [Symbol.asyncDispose]: () => devnet.close(),
  }
}

/** True once a neuron has incentive: none has any before the first weights count. */
const isPaid = ({ neurons }: ChainView): boolean =>
  neurons.some(({ shares, emission }) => emission > 0n && shares.some(({ incentive }) => incentive > 0))

async function start(
  { name, hyperparameters }: LoadedDefinition,
  { port, seed, ...choice }: DevnetChoice & { readonly blockTime: number },
  tempo: number,
): Promise<RunningDevnet> {
  const options = {
    ...choice,
    subnet: { name, hyperparameters },
    tempo,
    log: false,
    signals: false,
    seed: seed === undefined ? undefined : `${seed}`,
  } as const
  if (port !== undefined) return startDevnet({ ...options, port })
  return startDevnet({ ...options, port: usualPort }).catch(
    (error: { code?: string; details?: { place?: string } }) => {
      if (error.code !== 'CONFIG_INVALID' || !error.details?.place?.endsWith('port')) throw error
      return startDevnet({ ...options, port: 0 })
    },
  )
}

/** Place of a mechanism's columns in storage. */
const indexOf = (netuid: number, mechanism: number): number => mechanism * 4_096 + netuid

/** Gives the subnet as many mechanisms as its definition has: the owner's call has a limit on neurons that a devnet needs not. */
function addMechanisms({ chain, netuid }: RunningDevnet, mechanisms: number): void {
  if (mechanisms === 1) return
  const count = chain.state.SubtensorModule.SubnetworkN.get(netuid)
  for (let mechanism = 1; mechanism < mechanisms; mechanism++) {
    const index = indexOf(netuid, mechanism)
    chain.setStorage('SubtensorModule', 'LastUpdate', [index], Array<bigint>(count).fill(0n))
    chain.setStorage('SubtensorModule', 'Incentive', [index], Array<number>(count).fill(0))
  }
  chain.setStorage('SubtensorModule', 'MechanismCountCurrent', [netuid], mechanisms)
}

function readState({ chain, netuid }: RunningDevnet, mechanisms: number): ChainView {
  const { SubtensorModule: state } = chain.state
  const emission = state.Emission.get(netuid)
  const count = state.SubnetworkN.get(netuid)
  const shares = Array.from({ length: mechanisms }, (_, mechanism) => {
    const index = indexOf(netuid, mechanism)
    const incentive = state.Incentive.get(index)
    const total = incentive.reduce((sum, value) => sum + value, 0)
    const permits = state.ValidatorPermit.get(netuid)
    const rows = permits.flatMap((has, uid) => (has ? [state.Weights.get(index, uid)] : []))
    const set = rows.filter((row) => row.length > 0)
    return (uid: number) => ({
      weight: set.reduce((sum, row) => sum + shareIn(row, uid), 0) / (set.length || 1),
      incentive: total === 0 ? 0 : (incentive[uid] ?? 0) / total,
    })
  })
  return {
    block: chain.head.number,
    epoch: Number(state.SubnetEpochIndex.get(netuid)),
    neurons: Array.from({ length: count }, (_, uid) => ({
      uid,
      hotkey: addressOf(state.Keys.get(netuid, uid)),
      shares: shares.map((of) => of(uid)),
      emission: emission[uid] ?? 0n,
    })),
  }
}

const addressOf = (account: string) => encodeAddress(Buffer.from(account.slice(2), 'hex'))
