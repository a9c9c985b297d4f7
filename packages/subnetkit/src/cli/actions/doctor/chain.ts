import { type BlockRef, type ChainClient, openBlock, readHead, storage } from '@subnetkit/chain'
import { devnetChain } from '../../../neuron/devnet-chain.js'
import { judgeClock } from './clock.js'
import { examine, type Finding, fail, pass, skip } from './finding.js'

const finneyGenesis = '0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03'

/** Identifies the chain. */
export function checkGenesis({ api, endpoint }: ChainClient): readonly Finding[] {
  const genesis = api.genesisHash.toHex()
  const name = genesis === finneyGenesis ? 'finney' : api.runtimeChain.toString()
  return [
    pass('chain', `${endpoint} answers`),
    pass('genesis', `${genesis.slice(0, 10)}…${genesis.slice(-4)}, ${name}`),
    pass(
      'runtime',
      `${api.runtimeVersion.specName.toString()} spec ${api.runtimeVersion.specVersion.toString()}`,
    ),
  ]
}

/** A block, and when it arrived. */
interface Arrival extends BlockRef {
  readonly at: number
}

/** Checks that blocks arrive, and that the local clock agrees with them. */
export async function checkBlocks(
  client: ChainClient,
  waitMs: number,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const arrival = await nextBlock(client, waitMs, signal)
  const chain = client.api.runtimeChain.toString()
  if (arrival === null) {
    const silence = judgeSilence(chain, Math.round(waitMs / 1_000))
    if (silence.verdict === 'skip') return [silence, devnetClock]
    return [
      silence,
      await examine('clock', async () => {
        const head = await readHead(client)
        const age = Date.now() - (await timestampAt(client, head))
        return fail(
          'clock',
          `cannot be checked: the newest block, ${head.number}, is ${Math.round(age / 1_000)} s old`,
          'Choose another endpoint: this node does not follow the chain.',
        )
      }),
    ]
  }
  const arrived = pass('blocks', `block ${arrival.number} has just arrived`)
  if (chain === devnetChain) return [arrived, devnetClock]
  return [
    arrived,
    await examine('clock', async () => judgeClock(arrival.at - (await timestampAt(client, arrival)))),
  ]
}

/** Age of the newest block at which the chain of a running process counts as silent, in ms. */
const silentMs = 60_000

/** The same for a process that follows the chain anyway: by the newest block that it has seen. */
export async function checkNewest(client: ChainClient): Promise<readonly Finding[]> {
  const { lastBlock, lastBlockAt } = client.status()
  const name = client.api.runtimeChain.toString()
  if (lastBlock === null || lastBlockAt === null) return [skip('blocks', 'none was seen since the start')]
  const age = Date.now() - lastBlockAt
  const arrived = pass(
    'blocks',
    `block ${lastBlock.number} is the newest, ${Math.round(Math.max(age, 0) / 1_000)} s ago`,
  )
  const blocks = age > silentMs ? judgeSilence(name, Math.round(age / 1_000)) : arrived
  if (name === devnetChain) return [blocks, devnetClock]
  return [
    blocks,
    await examine('clock', async () => judgeClock(lastBlockAt - (await timestampAt(client, lastBlock)))),
  ]
}

/** A devnet's time goes on by a block time for each block, however fast they are made. */
const devnetClock = skip('clock', 'a devnet keeps a time of its own, which says nothing about this clock')

/** Judges a wait without a block. `chain` is its name by the node: silence means nothing on a devnet that makes blocks on demand. */
export function judgeSilence(chain: string, seconds: number): Finding {
  const silence = `no new block within ${seconds} s`
  if (chain !== devnetChain) {
    return fail('blocks', silence, 'Choose another endpoint: this node is stalled or syncing.')
  }
  return skip(
    'blocks',
    `${silence}: a devnet makes a block for each extrinsic, unless it was started with --block-time`,
  )
}

/** The next block, or null if none arrives in time. */
function nextBlock(client: ChainClient, waitMs: number, signal: AbortSignal): Promise<Arrival | null> {
  return new Promise((resolve) => {
    let first: number | null = null
    const finish = (arrival: Arrival | null) => {
      stop()
      clearTimeout(timer)
      resolve(arrival)
    }
    const timer = setTimeout(() => finish(null), waitMs)
    signal.addEventListener('abort', () => finish(null), { once: true })
    const stop = client.onHead(({ number, hash }) => {
      const at = Date.now()
      first ??= number
      if (number > first) finish({ number, hash, at })
    })
  })
}

async function timestampAt(client: ChainClient, at: BlockRef): Promise<number> {
  const { values } = await openBlock(client, { at, reads: { now: storage.Now() } })
  return values.now
}
