import { ApiPromise, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import type { Codec } from '@polkadot/types/types'
import { connectChain, type Metagraph, readMetagraph } from '@subnetkit/chain'
import { type Devnet, type Rules, startDevnet } from '@subnetkit/devnet'
import { type BenchRow, timed } from './bench.js'
import { populatedRules } from './devnet-scenario.js'

const netuid = 2
const turns = 9

/** One read and decode of a metagraph, beside the same with a plain query for each key, over the same socket. */
export async function metagraphBench(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const uids of [256, 4_096]) rows.push(...(await rowsOf(uids)))
  return rows
}

async function rowsOf(uids: number): Promise<BenchRow[]> {
  await using devnet = await startDevnet(servingRules(uids), {
    seed: 'metagraph',
    blockTime: 'manual',
    port: 0,
  })
  devnet.mine()
  const endpoint = devnet.url as string
  await using client = await connectChain({ endpoint, deadlineMs: 120_000 })
  const read = () => readMetagraph(client, { netuid })
  let metagraph: Metagraph | undefined
  // The first read writes every address; later ones remember those of the connection.
  const first = await timed(async () => {
    metagraph = await read()
  })
  const perKey = await perKeyMs(endpoint, metagraph as Metagraph)
  const later = await medianOf(devnet, read)
  const answer = await answerMs(devnet, endpoint)
  const name = `metagraph of ${uids.toLocaleString('en-US')} neurons`
  const reference = `a query for each key ${milliseconds(perKey)}`
  return [
    {
      name: `${name}, first read and decode`,
      value: milliseconds(first),
      reference,
      ratio: ratio(perKey, first),
    },
    {
      name: `${name}, each read after it`,
      value: `${milliseconds(later)}, ${milliseconds(answer)} of it the chain's answer`,
      reference,
      ratio: ratio(perKey, later),
    },
  ]
}

/** The answer alone, as it comes over the socket, of the very call that the client makes. */
async function answerMs(devnet: Devnet, endpoint: string): Promise<number> {
  const params = await paramsOfCall(devnet)
  const provider = new WsProvider(endpoint, false, {}, 120_000)
  await provider.connect()
  await provider.isReady
  try {
    // Without the hash, so that it is of the block just made.
    return await medianOf(devnet, () => provider.send('state_call', params.slice(0, 2)))
  } finally {
    await provider.disconnect()
  }
}

async function paramsOfCall(devnet: Devnet): Promise<unknown[]> {
  const inner = devnet.provider as ProviderInterface
  let params: unknown[] = []
  const provider = new Proxy(inner, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (name !== 'send') return typeof value === 'function' ? (value.bind(target) as unknown) : value
      return (method: string, given: unknown[], ...rest: boolean[]) => {
        if (method === 'state_call') params = given
        return target.send(method, given, ...rest)
      }
    },
  })
  await using client = await connectChain({ provider, deadlineMs: 120_000 })
  await readMetagraph(client, { netuid })
  return params
}

/** The same neurons as one reads them with nothing but the client library: a query for each value. */
async function perKeyMs(endpoint: string, expected: Metagraph): Promise<number> {
  const provider = new WsProvider(endpoint, 1_000, {}, 120_000)
  const api = await ApiPromise.create({ provider: provider as ProviderInterface, noInitWarn: true })
  try {
    let hotkeys: readonly string[] = []
    const ms = await timed(async () => {
      const at = await api.at(expected.blockHash)
      const ask = (item: string, ...keys: unknown[]) =>
        at.query.subtensorModule![item]!(...keys) as Promise<Codec>
      const columns = ['active', 'validatorPermit', 'emission', 'dividends', 'consensus', 'validatorTrust']
      await Promise.all([...columns, 'incentive', 'lastUpdate', 'tempo'].map((item) => ask(item, netuid)))
      const count = Number(await ask('subnetworkN', netuid))
      hotkeys = await Promise.all(
        Array.from({ length: count }, async (_, uid) => {
          const [key] = await Promise.all([ask('keys', netuid, uid), ask('blockAtRegistration', netuid, uid)])
          const hotkey = key.toString()
          const values = await Promise.all([
            ask('owner', hotkey),
            ask('axons', netuid, hotkey),
            ask('totalHotkeyAlpha', hotkey, netuid),
            ask('totalHotkeyAlpha', hotkey, 0),
          ])
          for (const value of values) value.toString()
          return hotkey
        }),
      )
    })
    if (hotkeys.join() !== expected.neurons.map(({ hotkey }) => hotkey).join()) {
      throw new Error('the two reads differ')
    }
    return ms
  } finally {
    await api.disconnect()
  }
}

/** A full subnet whose neurons serve and have been paid. */
function servingRules(uids: number): Rules {
  const rules = populatedRules({ subnets: 1, uids, validators: 64, tempo: 50_000, density: 0 })
  return {
    ...rules,
    genesis(ctx) {
      rules.genesis?.(ctx)
      const { SubtensorModule: subtensor } = ctx.state
      const each = <T>(value: (uid: number) => T) => Array.from({ length: uids }, (_, uid) => value(uid))
      for (const item of ['Consensus', 'Incentive', 'Dividends', 'ValidatorTrust'] as const) {
        subtensor[item].set(
          netuid,
          each((uid) => (uid * 7_919) % 65_536),
        )
      }
      subtensor.Emission.set(
        netuid,
        each((uid) => BigInt(uid) * 1_234_567n),
      )
      for (let uid = 0; uid < uids; uid++) {
        subtensor.Axons.set(netuid, subtensor.Keys.get(netuid, uid), {
          block: 1n,
          version: 1,
          ip: 0x0b_00_00_01n + BigInt(uid),
          port: 8_091,
          ip_type: 4,
          protocol: 4,
          placeholder1: 0,
          placeholder2: 0,
        })
      }
    },
  }
}

/** Each time at a new block, as when one follows the chain. */
async function medianOf(devnet: Devnet, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    devnet.mine()
    times.push(await timed(work))
  }
  return times.sort((a, b) => a - b)[turns >> 1] ?? 0
}

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
const ratio = (theirs: number, ours: number): string => `${(theirs / ours).toFixed(1)}×`
