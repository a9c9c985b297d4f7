import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { startPostgres, startRedis } from '../chaos/backends.js'
import { buildPrograms } from '../chaos/programs.js'
import { createUnit } from '../chaos/unit.js'
import { createWorld } from '../chaos/world.js'
import type { Sample } from './growth.js'

interface SoakOptions {
  readonly rounds: number
  readonly mode: 'embedded' | 'servers'
  /** Rounds whose receipts are kept. */
  readonly keepRounds: number
  /** Number of samples to take. */
  readonly samples: number
  readonly onSample: (sample: Sample) => void
}

interface SoakResult {
  readonly samples: readonly Sample[]
  readonly folded: number
  readonly skipped: number
  /** Weights in final blocks. */
  readonly weights: number
}

const roundBlocks = 12
/** Pause between two looks at the chain's pool, in ms. */
const pollMs = 5
/** Longest time for a round before the chain goes on without it, in ms. */
const roundMs = 20_000

/** Runs a validator for many rounds on a chain that makes blocks as fast as it follows. */
export async function soak({
  rounds,
  mode,
  keepRounds,
  samples: wanted,
  onSample,
}: SoakOptions): Promise<SoakResult> {
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-soak-'))
  const resources: AsyncDisposable[] = [
    { [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }) },
  ]
  const own = <T extends AsyncDisposable>(resource: T): T => {
    resources.push(resource)
    return resource
  }
  try {
    const world = own(await createWorld({ directory, seed: 1, miners: ['exact', 'broken'] }))
    const servers = mode === 'servers'
    const redis = servers ? own(await startRedis(directory)) : null
    const postgres = servers ? own(await startPostgres(directory)) : null
    const embedded = join(directory, 'store')
    let [folded, skipped, weights] = [0, 0, 0]
    let over = -1
    const onEvent = (event: ValidatorEvent) => {
      if (event.kind === 'round-folded') folded++
      if (event.kind === 'round-skipped') skipped++
      if (event.kind === 'weights-set') weights++
      if (event.kind === 'round-folded' || event.kind === 'round-skipped') over = Math.max(over, event.round)
    }
    const unit = own(
      createUnit({
        ...{ name: 'validator', role: 'validator', programs: own(await buildPrograms()), onEvent },
        options: {
          ...{ role: 'validator', netuid: world.netuid, uri: '//validator-1', keepRounds, roundBlocks },
          chainUrl: `ws://127.0.0.1:${world.chainPort}`,
          redisUrl: redis?.url(redis.port) ?? null,
          database: postgres ? { url: postgres.url(postgres.port) } : { directory: embedded },
          ...{ weightsEveryBlocks: 3 * roundBlocks, lockMs: 10_000, tasksPerRound: 1, isTraced: false },
        },
      }),
    )
    await unit.start()

    const samples: Sample[] = []
    const every = Math.max(1, Math.floor(rounds / wanted))
    let at = performance.now()
    let [done, cpuBefore] = [0, 0]
    async function sample(): Promise<void> {
      const measured = await unit.measure()
      if (measured === null) throw new Error(unit.deaths.join('\n') || 'the validator has ended')
      const { rss, heapUsed, resources: handles, cpuMs } = measured
      const seconds = (performance.now() - at) / 1_000
      const count = folded + skipped
      const one: Sample = {
        ...{
          rounds: count,
          roundsPerSecond: (count - done) / seconds,
          cpuMsPerRound: (cpuMs - cpuBefore) / Math.max(1, count - done),
          rssMb: rss / 1e6,
          heapMb: heapUsed / 1e6,
        },
        ...{ storeMb: diskMb(postgres?.directory ?? embedded), queueMb: redis ? diskMb(redis.directory) : 0 },
        handles,
      }
      ;[at, done, cpuBefore] = [performance.now(), count, cpuMs]
      samples.push(one)
      onSample(one)
    }
    /** Goes to the first block of the next round, and returns its number. */
    function nextRound(): number {
      const { number } = world.devnet.head
      const left = roundBlocks - (number % roundBlocks)
      world.devnet.mine(left)
      return number + left
    }
    await sample()
    let due = every
    while (folded + skipped < rounds) {
      const round = nextRound()
      const patience = performance.now() + roundMs
      while (over < round && performance.now() < patience) {
        const pending = await world.devnet.provider.send<unknown[]>('author_pendingExtrinsics', [])
        if (pending.length > 0 && world.devnet.head.number < round + roundBlocks - 1) world.devnet.mine()
        await sleep(pollMs)
      }
      if (folded + skipped < due) continue
      await sample()
      due += every
    }
    await unit.stop()
    return { samples, folded, skipped, weights }
  } finally {
    for (const resource of resources.reverse()) await resource[Symbol.asyncDispose]()
  }
}

const diskMb = (directory: string) =>
  Number(execFileSync('du', ['-sk', directory]).toString().split('\t')[0]) / 1_000
