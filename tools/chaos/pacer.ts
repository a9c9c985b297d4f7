import { setTimeout as sleep } from 'node:timers/promises'
import type { ChainAudit } from './chain-audit.js'
import type { World } from './world.js'

/** Makes the blocks: slowly while a round is under way, quickly once it is over. */
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

/** Number of the round that a block belongs to: its first block. */
const roundOf = (block: number, roundBlocks: number) => block - (block % roundBlocks)

export function startPacer(world: World, audit: ChainAudit, roundBlocks: number): Pacer {
  const over = new Set<number>()
  const first = world.devnet.head.number
  let running = true
  let pausing: Promise<void> | undefined
  let wake = () => {}
  const round = () => roundOf(world.devnet.head.number, roundBlocks)

  async function run(): Promise<void> {
    while (running) {
      await pausing
      if (!running) break
      world.devnet.mine()
      await audit.read(world.devnet)
      const ms = over.has(round()) ? fastMs : slowMs
      await Promise.race([
        sleep(ms),
        ms === slowMs ? new Promise<void>((resolve) => (wake = resolve)) : sleep(ms),
      ])
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
