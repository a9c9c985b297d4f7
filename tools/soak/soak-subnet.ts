import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeHeapSnapshot } from 'node:v8'
import { connectChain } from '@subnetkit/chain'
import type { ValidatorEvent } from 'subnetkit'
import { createQueues, openDatabase } from 'subnetkit/validator'
import { type Actors, createActors } from '../demo/actors.js'
import type { Production } from '../demo/cast.js'
import { buildEconomy } from '../demo/economy.js'
import type { Progress } from '../demo/progress.js'
import { openFolder } from '../demo/temporary-folder.js'
import { forDemo, type RunningValidator, startValidators } from '../demo/validators.js'
import { startApart } from './apart.js'
import type { Jump } from './chain-process.js'
import { type Held, measureHeld } from './held.js'
import type { MinersOptions } from './miners-process.js'
import { plays } from './plays.js'

interface SubnetSoakOptions {
  readonly subnet: string
  readonly rounds: number
  /**
   * Rounds whose receipts are kept: fewer than a twelfth of the rounds. So many weights are kept as well, which are set every third round:
   * the middle, after a quarter of the rounds, has as many as the end.
   */
  readonly keepRounds: number
  /** Measurements beside the one at the start. */
  readonly samples: number
  /** Folder for snapshots of the validator's heap, in the middle and at the end. */
  readonly snapshots?: string | undefined
  readonly progress: Progress
  readonly onSample: (sample: Held) => void
}

interface SubnetSoak {
  readonly samples: readonly Held[]
  /** Mean score of each miner in the rounds that are kept, and the answers that it is made of. */
  readonly miners: readonly { readonly name: string; readonly score: number; readonly answered: number }[]
  readonly weights: number
}

/** Longest time for a round, in ms. */
const roundMs = 600_000

/**
 * Plays a subnet with one validator in this process, real miners in another, and in a third one a chain that makes a block as soon as one is
 * needed and skips the rest.
 */
export async function soakSubnet(options: SubnetSoakOptions): Promise<SubnetSoak> {
  const { subnet, rounds, keepRounds, samples: wanted, snapshots, progress, onSample } = options
  const seed = `soak-${subnet}`
  await using folder = await openFolder()
  await using chain = await startApart<{ network: string }, Jump>(scriptAt('chain-process.ts'), { seed })
  const { network } = chain.ready
  const played = await plays[subnet]!()
  const { roundBlocks } = played
  const names = Object.keys(played.miners)
  const actors = createActors(seed, names)
  const netuid = await found(network, played, actors, progress)
  const among: MinersOptions = { subnet, seed, network, netuid, folder: folder.path }
  await using miners = await startApart<object, never>(scriptAt('miners-process.ts'), among)
  const directory = join(folder.path, 'database')
  await mkdir(directory)
  await using database = await openDatabase({ directory })
  await using jobs = await createQueues({ database })
  await chain.ask({ overEpochOf: netuid })
  let round = await chain.ask({ toMultiple: roundBlocks })

  let weights = 0
  const onEvent = (_actor: unknown, event: ValidatorEvent) => {
    if (event.kind === 'weights-set') weights++
    if (event.kind === 'trouble') progress.note(event.reason)
    if (event.kind === 'step-failed') progress.note(`${event.step} failed: ${event.reason}`)
  }
  const shared = { network, roundBlocks, netuid, seed, database, jobs, keepRounds, onEvent, onLog: () => {} }
  await using validators = await startValidators(actors.validators.slice(0, 1), played, folder.path, shared)
  const validator = validators.list[0]!
  const places = {
    database: directory,
    miners: names.map((name) => join(folder.path, name)),
    validator: join(folder.path, validator.actor.name),
  }

  const samples: Held[] = []
  let [at, done] = [performance.now(), 0]
  async function sample(count: number): Promise<void> {
    const roundsPerSecond = (count - done) / ((performance.now() - at) / 1_000)
    const one = {
      rounds: count,
      roundsPerSecond,
      ...(await measureHeld(database, places, { miners, chain })),
    }
    ;[at, done] = [performance.now(), count]
    samples.push(one)
    onSample(one)
  }
  for (let count = 1; count <= rounds; count++) {
    if (count > 1) round = await chain.ask({ toMultiple: roundBlocks })
    await finish(validator, round)
    // The first one is the start: models are loaded, connections are open.
    if (count === 1 || Math.floor((count * wanted) / rounds) > Math.floor(((count - 1) * wanted) / rounds))
      await sample(count)
    if (snapshots !== undefined && (count === Math.ceil(rounds / 2) || count === rounds))
      writeHeapSnapshot(join(snapshots, `${subnet}-${count}.heapsnapshot`))
  }
  return { samples, weights, miners: await scoresOf(validator, actors.miners) }
}

const scriptAt = (name: string) => new URL(name, import.meta.url)

/** Founds the subnet and registers everybody. Its connection is none of the validator. */
async function found(network: string, played: Production, actors: Actors, progress: Progress) {
  await using client = await connectChain({ endpoint: network })
  return await buildEconomy(client, actors, forDemo(played.subnet).hyperparameters, progress)
}

/** Waits until a round is folded. Its weights may land during the next one. */
async function finish(validator: RunningValidator, round: number): Promise<void> {
  const late = new AbortController()
  const timeout = sleep(roundMs, null, { signal: late.signal }).then(() => {
    throw new Error(`round ${round} took too long`)
  })
  await Promise.race([validator.folded(round), timeout]).finally(() => {
    timeout.catch(() => {})
    late.abort()
  })
}

async function scoresOf(
  { store }: RunningValidator,
  miners: readonly { readonly name: string; readonly hotkey: { readonly address: string } }[],
) {
  const rounds = (await store.rounds()).filter(({ state }) => state === 'folded')
  const receipts = (await Promise.all(rounds.map(({ number }) => store.receipts(number)))).flat()
  return miners.map(({ name, hotkey }) => {
    const own = receipts.filter((receipt) => receipt.hotkey === hotkey.address)
    const score = own.reduce((sum, receipt) => sum + receipt.score, 0) / Math.max(1, own.length)
    return { name, score, answered: own.filter(({ outcome }) => outcome === 'scored').length }
  })
}
