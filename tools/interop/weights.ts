import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type ChainClient,
  connectChain,
  createWeightsOutbox,
  openOutboxFile,
  readMetagraph,
  registerNeuron,
  registerSubnet,
  serveAxon,
  stakeAtLeast,
  startSubnet,
  type WeightsMode,
} from '@subnetkit/chain'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { run } from './process.js'
import { lastLine, type PythonEnvironment } from './python.js'
import type { Report } from './report.js'

const SCRIPT = fileURLToPath(new URL('weights.py', import.meta.url))
const DEADLINE_MS = 120_000
const TAO = 1_000_000_000n
const UIDS = [0, 1, 2]
/** More than the rate limit of weights. */
const BLOCKS_BETWEEN = 360

const seen = z.object({
  weights: z.array(z.tuple([z.number(), z.array(z.tuple([z.number(), z.number()]))])),
  sealed: z.array(z.tuple([z.string(), z.number(), z.string(), z.number()])),
  neurons: z.array(
    z.object({
      uid: z.number(),
      hotkey: z.string(),
      coldkey: z.string(),
      permit: z.boolean(),
      stake: z.number(),
      axon: z.string().nullable(),
    }),
  ),
})
type Seen = z.output<typeof seen>

/** Weights, axons and stakes set by our client, as the SDK 10 reads them. */
export async function testWeights(python: PythonEnvironment, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-weights-'))
  await using devnet = await createDevnet({ port: 0, blockTime: 'instant' })
  await using client = await connectChain({ endpoint: devnet.url as string })
  const owner = createKeypair('//Alice')
  const hotkeys = UIDS.map((uid) => createKeypair(`//interop//${uid}`))
  const [validator] = hotkeys as [(typeof hotkeys)[number]]
  const look = async (): Promise<Seen> => {
    const args = [SCRIPT, devnet.url ?? '', String(netuid)]
    const env = { HOME: folder, BT_NO_PARSE_CLI_ARGS: '1' }
    const { code, output } = await run(python.program('python'), args, { env, deadlineMs: DEADLINE_MS })
    if (code !== 0) throw new Error(`the script ended with ${code ?? 'the deadline'}: ${lastLine(output)}`)
    return seen.parse(JSON.parse(lastLine(output)))
  }
  const step = (name: string, work: () => Promise<void>) => report.step(`SDK 10 reads our ${name}`, work)

  const netuid = await registerSubnet(client, owner, { hotkey: validator.address, maxLock: 10_000n * TAO })
  await startSubnet(client, owner, { netuid })
  for (const { address } of hotkeys.slice(1)) {
    await registerNeuron(client, owner, { netuid, hotkey: address, maxBurn: 100n * TAO })
  }
  const send = sender({ devnet, client, netuid, place: join(folder, 'outbox.json'), validator })
  try {
    await step('axons, stakes and metagraph', async () => {
      await stakeAtLeast(client, owner, { netuid, hotkey: validator.address, atLeast: 50n * TAO })
      for (const [uid, hotkey] of hotkeys.entries()) {
        await serveAxon(client, hotkey, { netuid, host: `203.0.113.${uid + 1}`, port: 9_000 + uid })
      }
      devnet.mineUntilEpoch(netuid)
      const { neurons } = await readMetagraph(client, { netuid })
      const ours = neurons.map(({ uid, hotkey, coldkey, validatorPermit, stake, axon }) => {
        const place = axon && `${axon.host}:${axon.port}`
        return { uid, hotkey, coldkey, permit: validatorPermit, stake: float32Rao(stake), axon: place }
      })
      const theirs = (await look()).neurons
      equal(
        theirs.map((neuron) => ({ ...neuron, stake: float32Rao(BigInt(neuron.stake)) })),
        ours,
      )
    })
    await step('timelocked weights, once revealed', async () => {
      const values = [0, 65_535, 20_001]
      const revealed = await send('timelocked', values, async () => {
        const { sealed } = await look()
        equal(
          sealed.map(([hotkey]) => hotkey),
          [validator.address],
        )
      })
      equal(revealed, 'revealed')
      equal(
        rowOf(await look()),
        UIDS.slice(1).map((uid) => [uid, values[uid]]),
      )
    })
    await step('salted weights, once revealed', async () => {
      const values = [0, 123, 65_535]
      equal(await send('salted', values), 'revealed')
      equal(
        rowOf(await look()),
        UIDS.slice(1).map((uid) => [uid, values[uid]]),
      )
    })
    await step('plain weights', async () => {
      devnet.setStorage('SubtensorModule', 'CommitRevealWeightsEnabled', [netuid], false)
      const values = [0, 65_535, 1]
      equal(await send('plain', values), 'confirmed')
      equal(
        rowOf(await look()),
        UIDS.slice(1).map((uid) => [uid, values[uid]]),
      )
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Sending {
  readonly devnet: Devnet
  readonly client: ChainClient
  readonly netuid: number
  readonly place: string
  readonly validator: ReturnType<typeof createKeypair>
}

/** Sends weights in a mode, makes blocks until they are settled, and gives the stage that they ended in. */
function sender({ devnet, client, netuid, place, validator }: Sending) {
  return async (mode: WeightsMode, values: readonly number[], whenSealed?: () => Promise<void>) => {
    await using store = await openOutboxFile(place)
    const outbox = createWeightsOutbox({ client, signer: validator, netuid, store })
    devnet.mine(BLOCKS_BETWEEN)
    const vector = { uids: UIDS.slice(1), values: values.slice(1), versionKey: 0n }
    await outbox.intend(vector, { key: mode, mode })
    let sealed = whenSealed
    for (let blocks = 0; blocks < 2_000; blocks++) {
      const [status] = await outbox.advance()
      const stage = status?.entry.stage
      if (status === undefined || status.settled) return (await outbox.find(mode))?.stage
      if (stage === 'confirmed' && sealed) {
        await sealed()
        sealed = undefined
      }
      devnet.mine()
    }
    throw new Error(`${mode} weights were not settled`)
  }
}

/** The row of the validator, which is uid 0. */
const rowOf = ({ weights }: Seen) => weights.find(([uid]) => uid === 0)?.[1]

/** The SDK keeps stakes as 32-bit floats of TAO. */
const float32Rao = (rao: bigint): number => Math.round(Math.fround(Number(rao) / 1e9) * 1e5)

function equal(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (found !== wanted) throw new Error(`${found} instead of ${wanted}`)
}
