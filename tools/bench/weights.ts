import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import {
  type ChainClient,
  connectChain,
  createWeightsOutbox,
  failureIn,
  openOutboxFile,
  preflight,
  type WeightsVector,
} from '@subnetkit/chain'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { type BenchRow, timed } from './bench.js'

const netuid = 2
const turns = 15
const uids = Array.from({ length: 256 }, (_, uid) => uid)
const hotkeyUri = '//Bob//hot'
const hotkey = createKeypair(hotkeyUri)

/** From a decision to a row that was read back, beside signAndSend, which reads nothing back. */
export async function weightsBench(): Promise<BenchRow[]> {
  await using devnet = await createWeighingDevnet()
  const endpoint = devnet.url as string
  await using client = await connectChain({ endpoint })
  const api = await ApiPromise.create({
    provider: new WsProvider(endpoint) as ProviderInterface,
    noInitWarn: true,
  })
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-bench-'))
  try {
    const sent = await median((turn) => signAndSend(api, vectorOf(turn)))
    const set = await throughOutbox(client, join(directory, 'plain.json'))
    const looked = await median(() => preflight(client, { netuid, hotkey: hotkey.address, versionKey: 0n }))
    const queried = await median(() => queryByQuery(api))
    devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], true)
    const committed = await throughOutbox(client, join(directory, 'timelocked.json'))
    return [
      {
        name: 'weights of 256 uids: decided, checked, signed, included, read back, final; six syncs to disk',
        value: ms(set),
        reference: `signAndSend until final, nothing read back ${ms(sent)}`,
        ratio: ratio(sent, set),
      },
      {
        name: 'the same, timelocked: sealed and committed',
        value: ms(committed),
        reference: `signAndSend of plain ones ${ms(sent)}`,
        ratio: ratio(sent, committed),
      },
      {
        name: 'preflight: 27 values of one block',
        value: ms(looked),
        reference: `a query for each, one after another ${ms(queried)}`,
        ratio: ratio(queried, looked),
      },
    ]
  } finally {
    await api.disconnect()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A subnet of 256 neurons on which the hotkey, uid 1, may always set weights. */
async function createWeighingDevnet(): Promise<Devnet> {
  const devnet = await createDevnet({ port: 0, seed: 'weights bench', preset: 'fast', blockTime: 'instant' })
  const owner = createKeypair('//Alice').address
  const execute = (account: string, call: string, args: Record<string, unknown>) => {
    const { error } = devnet
      .impersonate(account)
      .execute('SubtensorModule', call as 'start_call', args as never)
    if (error) throw new Error(`${call}: ${JSON.stringify(error)}`)
  }
  execute(owner, 'register_network', { hotkey: createKeypair('//Alice//hot').address })
  execute(createKeypair('//Bob').address, 'burned_register', { netuid, hotkey: hotkey.address })
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 50_000)
  devnet.setStorage('SubtensorModule', 'SubnetworkN', [netuid], uids.length)
  devnet.setStorage('SubtensorModule', 'WeightsSetRateLimit', [netuid], 0n)
  devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
  devnet.setStorage('SubtensorModule', 'ValidatorPermit', [netuid], [false, true])
  devnet.mine(30)
  return devnet
}

function vectorOf(turn: number): WeightsVector {
  return { uids, values: uids.map((uid) => (uid === 0 ? 65_535 : turn + 1)), versionKey: 0n }
}

async function throughOutbox(client: ChainClient, path: string): Promise<number> {
  await using store = await openOutboxFile(path)
  const outbox = createWeightsOutbox({ client, signer: hotkey, netuid, store })
  // At most ten commits may be open at a time.
  return await median(async (turn) => {
    await outbox.intend(vectorOf(turn), { key: `${turn}` })
    const { entry } = await outbox.settle(`${turn}`, { until: 'confirmed' })
    if (entry.stage !== 'confirmed') throw new Error(failureIn(entry)?.reason ?? entry.stage)
  }, 9)
}

function signAndSend(api: ApiPromise, { uids, values }: WeightsVector): Promise<void> {
  const pair = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri(hotkeyUri)
  return new Promise((resolve, reject) => {
    api.tx.subtensorModule!.setWeights!(netuid, uids, values, 0)
      .signAndSend(pair, ({ isFinalized, isError, dispatchError }) => {
        if (isError || dispatchError) reject(new Error(dispatchError?.toString() ?? 'refused'))
        else if (isFinalized) resolve()
      })
      .catch(reject)
  })
}

const itemsOfNetuid = [
  ...['NetworksAdded', 'MechanismCountCurrent', 'SubnetOwnerHotkey', 'SubnetworkN', 'ValidatorPermit'],
  ...['WeightsVersionKey', 'WeightsSetRateLimit', 'LastUpdate', 'MinAllowedWeights', 'MaxWeightsLimit'],
  ...['CommitRevealWeightsEnabled', 'RevealPeriodEpochs', 'Tempo', 'LastEpochBlock', 'PendingEpochAt'],
  ...['SubnetEpochIndex', 'BlocksSinceLastStep', 'Burn'],
]

async function queryByQuery(api: ApiPromise): Promise<void> {
  const { subtensorModule, drand, timestamp } = api.query
  for (const item of itemsOfNetuid) {
    await subtensorModule?.[item.charAt(0).toLowerCase() + item.slice(1)]?.(netuid)
  }
  await subtensorModule?.uids?.(netuid, hotkey.address)
  await subtensorModule?.weightCommits?.(netuid, hotkey.address)
  await subtensorModule?.timelockedWeightCommits?.(netuid, 0)
  await subtensorModule?.stakeThreshold?.()
  await subtensorModule?.commitRevealWeightsVersion?.()
  await subtensorModule?.adminFreezeWindow?.()
  await drand?.beaconConfig?.()
  await drand?.lastStoredRound?.()
  await timestamp?.now?.()
}

async function median(work: (turn: number) => Promise<unknown>, count = turns): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < count; turn++) times.push(await timed(() => work(turn)))
  return times.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? 0
}

const ms = (value: number) => `${value.toFixed(1)} ms`
const ratio = (reference: number, ours: number) => `${(reference / ours).toFixed(2)}×`
