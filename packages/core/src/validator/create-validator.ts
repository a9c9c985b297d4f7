import { toSubnetError } from '@subnetkit/base'
import type { BlockRef } from '@subnetkit/chain'
import type { JobWorker } from '../queue/types.js'
import type { Subnet } from '../subnet/define-subnet.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Families } from '../tasks/task.js'
import { createBackground } from './background.js'
import { createContext } from './create-context.js'
import { addOutboxJob, stepJob } from './jobs.js'
import type { ValidatorOptions } from './options.js'
import { resumeRounds } from './steps/resume.js'
import { startWorkers } from './workers.js'

/** A running validator; disposing it stops it. */
export interface Validator extends AsyncDisposable {
  /** Resumes unfinished work, and opens a round whenever its first block arrives. */
  start(): Promise<void>
  /** Opens no more rounds and waits for running steps up to a deadline; the next start resumes the rest. */
  stop(): Promise<void>
}

/**
 * Runs rounds of a subnet: plan, query, score, fold, set weights. Each step is a job with its own id, and its result
 * is stored before the job is acknowledged, so that a crash at any point repeats work and never results.
 * Throws CONFIG_INVALID for invalid options.
 */
export function createValidator<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: ValidatorOptions<P>,
): Validator {
  const stopping = new AbortController()
  const background = createBackground()
  const context = createContext(subnet, options, {
    signal: stopping.signal,
    background,
    currentRound: () => opened,
  })
  let workers: readonly JobWorker[] = []
  let unsubscribe = () => {}
  let opened = -1
  let started: Promise<void> | undefined
  let stopped: Promise<void> | undefined

  async function openRound(block: BlockRef): Promise<void> {
    const number = Math.floor(block.number / context.roundBlocks)
    if (number <= opened) return
    opened = number
    try {
      await context.queues.add(stepJob(context, 'plan', number))
    } catch (error) {
      opened = number - 1 // the next block tries again
      const { code, message: reason, fix, transient } = toSubnetError(error)
      context.emit({ kind: 'trouble', code, reason, fix: transient ? null : fix })
    }
  }

  async function followWeights(): Promise<void> {
    try {
      // Also those that an earlier run has left behind.
      const [open] = await context.store.outbox.entries({ open: true, limit: 1 })
      if (open === undefined) return
      await addOutboxJob(context, opened)
    } catch (error) {
      const { code, message: reason, fix, transient } = toSubnetError(error) // the next block tries again
      context.emit({ kind: 'trouble', code, reason, fix: transient ? null : fix })
    }
  }

  async function start(): Promise<void> {
    await openRound(await context.chain.head())
    await resumeRounds(context)
    await followWeights()
    workers = startWorkers(context)
    unsubscribe = context.chain.onHead((block) => {
      void openRound(block)
      void followWeights()
    })
  }

  async function stop(): Promise<void> {
    await started?.catch(() => {}) // whoever called start has its error
    unsubscribe() // only now: a start that is under way subscribes at its end
    const closing = Promise.all(workers.map((worker) => worker.close()))
    const timer = setTimeout(() => stopping.abort(new Error('the validator stops')), context.stopMs)
    await closing.finally(() => clearTimeout(timer))
    await background.close()
  }

  return {
    start: () => (started ??= start()),
    stop: () => (stopped ??= stop()),
    [Symbol.asyncDispose]: () => (stopped ??= stop()),
  }
}
