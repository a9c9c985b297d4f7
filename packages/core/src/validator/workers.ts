import { toSubnetError } from '@subnetkit/base'
import type { Job, JobWorker, WorkOptions } from '../queue/types.js'
import type { Context } from './context.js'
import type { QueryJob, RoundJob, RoundStep } from './job-types.js'
import { foldRound } from './steps/fold.js'
import { planRound, skipRound } from './steps/plan.js'
import { queryMiner } from './steps/query.js'
import { advanceWeights, setRoundWeights } from './steps/weights.js'

type Step = (context: Context, round: number) => Promise<void>

const steps: Readonly<Record<RoundStep, Step>> = {
  plan: planRound,
  fold: foldRound,
  weights: setRoundWeights,
  outbox: advanceWeights,
}

/** Starts the workers for the steps of rounds and for queries. */
export function startWorkers(context: Context): JobWorker[] {
  const { queues } = context
  const options: WorkOptions = {
    lockMs: context.lockMs,
    onError: (error) => {
      const { code, message: reason, fix, transient } = toSubnetError(error)
      context.emit({ kind: 'trouble', code, reason, fix: transient ? null : fix })
    },
  }
  const rounds = queues.work<RoundJob>(
    context.names.rounds,
    (job) => reporting(context, job, () => runStep(context, job)),
    // One step of each kind, so that a slow chain does not keep a round that is over from being folded.
    { ...options, concurrency: Object.keys(steps).length },
  )
  const queries = queues.work<QueryJob>(
    context.names.queries,
    (job) => reporting(context, job, () => queryMiner(context, job.data)),
    { ...options, concurrency: context.concurrency },
  )
  return [rounds, queries]
}

async function runStep(context: Context, job: Job<RoundJob>): Promise<void> {
  const { round } = job.data
  try {
    await steps[job.name as RoundStep](context, round)
  } catch (error) {
    if (job.name === 'plan' && job.isLastAttempt) {
      const { code: cause, message: reason } = toSubnetError(error)
      await skipRound(context, round, { code: 'PLAN_FAILED', cause, reason })
    }
    throw error
  }
}

async function reporting<D>(context: Context, job: Job<D>, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const { code, message: reason, fix, transient } = toSubnetError(error)
    const failure = { step: job.id, code, reason, fix: transient ? null : fix, final: job.isLastAttempt }
    context.emit({ kind: 'step-failed', ...failure })
    throw error
  }
}
