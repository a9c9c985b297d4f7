import { setTimeout as sleep } from 'node:timers/promises'
import type { ChainAudit } from './chain-audit.js'
import type { World } from './world.js'

/** Makes the blocks: slowly while a round is under way, quickly once it is over, hardly any while no process could plan one. */
export interface Pacer extends AsyncDisposable {
  /** Rounds that have begun. */
  readonly rounds: () => number
  /** Tells it that a round is over. */
  settled(round: number): void
  /** Makes no blocks while `work` runs. */
  during(work: () => Promise<void>): Promise<void>
}

const slowMs = 400
const fastMs = 12
const awayMs = 3_000
/** Least length of a round in restarts: as on the real chain it is long, however slow this machine is. */
const restartsPerRound = 2

/** Number of the round that a block belongs to: its first block. */
const roundOf = (block: number, roundBlocks: number) => block - (block % roundBlocks)

export interface PacerOptions {
  readonly world: World
  readonly audit: ChainAudit
  readonly roundBlocks: number
  /** True while a process runs that plans rounds. */
  readonly isAttended: () => boolean
  /** Time that a restart takes here, in ms. */
  readonly restartMs: () => number
}

export function startPacer({ world, audit, roundBlocks, isAttended, restartMs }: PacerOptions): Pacer {
  const over = new Set<number>()
  const first = world.devnet.head.number
  let running = true
  let pausing: Promise<void> | undefined
  let wake = () => {}
  const round = () => roundOf(world.devnet.head.number, roundBlocks)

  /** Waits for a round to be over, or for the processes to come back, and not longer than a block takes. */
  async function pause(): Promise<void> {
    if (over.has(round())) return sleep(fastMs)
    const begin = performance.now()
    const blockMs = Math.max(slowMs, (restartsPerRound * restartMs()) / roundBlocks)
    const isDue = () => performance.now() - begin > (isAttended() ? blockMs : Math.max(awayMs, blockMs))
    while (running && !over.has(round()) && !isDue()) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      await Promise.race([sleep(50), woken])
    }
  }
  async function run(): Promise<void> {
    while (running) {
      await pausing
      if (!running) break
      world.devnet.mine()
      await audit.read(world.devnet)
      await pause()
    }
  }
  const done = run()
  return {
    rounds: () => Math.floor((world.devnet.head.number - first) / roundBlocks),
    settled(number) {
      over.add(number)
      wake()
    },
    async during(work) {
      let end = () => {}
      pausing = new Promise((resolve) => {
        end = resolve
      })
      try {
        await work()
      } finally {
        pausing = undefined
        end()
      }
    },
    async [Symbol.asyncDispose]() {
      running = false
      wake()
      await done
    },
  }
}
