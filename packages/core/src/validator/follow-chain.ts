import type { BlockRef } from '@subnetkit/chain'
import { coreError } from '../errors.js'
import type { CoordinatorContext } from './context.js'
import { troubleOf } from './emit.js'
import { stepJob } from './jobs.js'
import { type Missing, reconcile } from './reconcile.js'
import { roundAt } from './round-at.js'

/** Follower of the chain's heads. */
export interface ChainFollower {
  /** Opens the round of the newest block and brings rounds and queue in line; throws what keeps it from that. */
  begin(): Promise<void>
  /** Does the same on each head, and every {@link reconcileMs}. */
  follow(): void
  /** Stops following, and waits for what is running. */
  stop(): Promise<void>
}

/** Pause between two comparisons of queue and store while no block arrives, in ms. */
const reconcileMs = 5_000

/** Pause between two reports of a chain that is behind the store, in ms. */
const reportMs = 60_000

/** Follows heads for a coordinator: a tick at a time, each on the newest head; `announce` is its sign of life. */
export function createChainFollower(
  context: CoordinatorContext,
  announce: () => Promise<void>,
): ChainFollower {
  const { chain, store, queues, roundBlocks, clock, emit, troubles } = context
  const missing: Missing = { since: null }
  let head = -1
  let opened = -1
  let running: Promise<void> | null = null
  let again = false
  let stopped = false
  let reportedAt: number | null = null
  let end = () => {}

  async function openRound(): Promise<void> {
    const number = roundAt(head, roundBlocks)
    if (number <= opened || !context.roundLimit.isOpen || context.queueMove.holdsPlans) return
    await queues.add(stepJob(context, 'plan', number))
    opened = number
  }

  async function tick(): Promise<void> {
    if (opened - head > leeway(roundBlocks)) return reportBack()
    await context.queueMove.look()
    await announce()
    await openRound()
    const current = roundAt(head, roundBlocks)
    await reconcile(context, { head, current: current === opened ? current : null }, missing)
  }

  function reportBack(): void {
    const now = clock.now()
    if (reportedAt !== null && now - reportedAt < reportMs) return
    reportedAt = now
    emit(troubleOf(coreError('CHAIN_WENT_BACK', { head, round: opened })))
  }

  async function run(): Promise<void> {
    do {
      again = false
      // The next block, or the timer, tries again.
      await tick().then(
        () => troubles.over('head'),
        (error: unknown) => {
          if (!stopped) troubles.met('head', error)
        },
      )
    } while (again && !stopped)
    running = null
  }

  function wake(): void {
    if (stopped) return
    if (running) again = true
    else running = run()
  }

  /** Continues after the newest round of the store, whatever its length was. */
  async function resume(): Promise<void> {
    head = (await chain.head()).number
    const [newest] = await store.rounds(1)
    if (newest === undefined) return
    if (newest.number - head > leeway(newest.roundBlocks)) {
      throw coreError('CHAIN_WENT_BACK', { head, round: newest.number })
    }
    // A round that was opened goes on as it is, even if the endpoint is a few blocks behind; no other may begin before it.
    opened = newest.number
    if (newest.roundBlocks === roundBlocks) return
    const current = roundAt(head, roundBlocks)
    const round = current > newest.number ? current : roundAt(newest.number, roundBlocks) + roundBlocks
    emit({ kind: 'round-length-changed', before: newest.roundBlocks, roundBlocks, round })
  }

  function onHead(block: BlockRef): void {
    head = block.number
    emit({ kind: 'head-seen', block: head })
    wake()
  }

  return {
    async begin() {
      await resume()
      await tick()
      context.ready.block = head
    },
    follow() {
      const unsubscribe = chain.onHead(onHead)
      const timer = clock.interval(wake, reconcileMs, { ref: false })
      end = () => {
        unsubscribe()
        timer.cancel()
      }
    },
    async stop() {
      stopped = true
      end()
      await running
    },
  }
}

/** Blocks by which a chain may be behind the store: another endpoint is rarely at the same block. */
const leeway = (roundBlocks: number) => roundBlocks
