import type { ValidatorEvent } from '@subnetkit/core/validator'
import { createMetricSet, processMetrics, readProcess, validatorMetrics } from '@subnetkit/transport/operate'
import type { HealthReport } from '../health/create-health.js'
import type { Observation } from '../health/observation.js'

/** Metrics of a validator, coordinator or worker, from what it observes. */
export interface ValidatorMetrics extends Disposable {
  /** `isFirst` is false for mechanisms besides the first, of which only totals are shown. @default true */
  observe(observation: Observation, isFirst?: boolean): void
  readonly contentType: string
  /** Text that Prometheus reads. */
  text(): Promise<string>
}

interface ValidatorMetricsOptions {
  readonly report: () => Pick<HealthReport, 'checks'>
  readonly roundBlocks: number
  /** Measures that alerts compare with; null for one that is not known. */
  readonly limits: () => { readonly roundSeconds: number | null; readonly weightsBlocks: number | null }
  /** False for a process that sees no blocks, such as a worker. @default true */
  readonly followsChain?: boolean | undefined
  /** Unix ms. @default the system's */
  readonly now?: (() => number) | undefined
}

/** Plans whose fold is timed; older ones were never folded. */
const mostPlans = 8

/** Throws CONFIG_INVALID if prom-client is not installed. */
export async function createValidatorMetrics(options: ValidatorMetricsOptions): Promise<ValidatorMetrics> {
  const { report, limits, followsChain = true, now = Date.now } = options
  let { roundBlocks } = options
  const reading = readProcess()
  const { metrics, text, contentType } = await createMetricSet(
    { ...processMetrics, ...validatorMetrics },
    { refresh },
  )
  const plans = new Map<number, number>()
  let head: number | null = null
  let lastUpdate: number | null = null

  if (followsChain) {
    // One that stands still from the start on would otherwise have no value to be judged by.
    metrics.chain_last_block_timestamp_seconds.set(now() / 1_000)
  }

  function refresh(): void {
    metrics.process_resident_memory_bytes.set(reading.memoryBytes)
    metrics.process_cpu_seconds_total.follow(reading.cpuSeconds)
    metrics.event_loop_p99_seconds.set(reading.loopDelay())
    metrics.health_check.clear()
    for (const { name, ok } of report().checks) {
      if (ok !== null) metrics.health_check.set(ok ? 1 : 0, { check: name })
    }
    const { roundSeconds, weightsBlocks } = limits()
    if (roundSeconds !== null) metrics.round_length_seconds.set(roundSeconds)
    if (weightsBlocks !== null) metrics.weights_age_limit_blocks.set(weightsBlocks)
    if (head !== null && lastUpdate !== null) metrics.weights_age_blocks.set(Math.max(0, head - lastUpdate))
  }

  function enter(state: (typeof roundStates)[number]): void {
    for (const one of roundStates) metrics.round_state.set(one === state ? 1 : 0, { state: one })
  }

  function onHead(block: number): void {
    const first = block - (block % roundBlocks)
    if (head === null || head - (head % roundBlocks) !== first) {
      metrics.round_first_block.set(first)
      enter('open')
    }
    head = block
    metrics.chain_best_block.set(block)
    metrics.chain_last_block_timestamp_seconds.set(now() / 1_000)
  }

  function onEvent(event: ValidatorEvent): void {
    switch (event.kind) {
      case 'round-planned':
        enter('planned')
        metrics.miners_unasked_total.add(event.unasked)
        plans.set(event.round, now())
        for (const [round] of plans) if (plans.size > mostPlans) plans.delete(round)
        return
      case 'round-folded': {
        enter('folded')
        metrics.rounds_total.add(1, { state: 'folded' })
        for (const kind of ['near-duplicate', 'same-answer', 'relay-timing', 'identical-errors'] as const) {
          const count = event.flags?.[kind]
          if (count) metrics.similarity_flags_total.add(count, { kind })
        }
        const plannedAt = plans.get(event.round)
        if (plannedAt !== undefined) metrics.round_seconds.observe((now() - plannedAt) / 1_000)
        plans.delete(event.round)
        return
      }
      case 'round-skipped':
        enter('skipped')
        metrics.rounds_total.add(1, { state: 'skipped' })
        metrics.rounds_skipped_total.add(1, { code: event.code })
        return
      case 'round-length-changed':
        roundBlocks = event.roundBlocks
        return
      case 'step-done':
        metrics.step_seconds.observe(event.ms / 1_000, { step: event.step })
        return
      case 'query-done':
        for (const ms of event.latenciesMs) metrics.query_seconds.observe(ms / 1_000)
        return
      case 'task-done': {
        const { outcome, score } = event.receipt
        metrics.queries_total.add(1, { outcome })
        if (outcome === 'scored') metrics.score.observe(score)
        return
      }
      case 'round-closed':
        metrics.miners_unasked_total.add(event.unasked)
        metrics.miners_unscored_total.add(event.unscored)
        return
      case 'queue-refilled':
        metrics.jobs_refilled_total.add(event.jobs)
        return
      case 'weights-set':
      case 'weights-committed':
        lastUpdate = event.block
        metrics.weights_last_included_timestamp_seconds.set(now() / 1_000)
        return
      case 'weights-revealed':
        metrics.weights_last_revealed_timestamp_seconds.set(now() / 1_000)
        return
      case 'weights-refused':
        metrics.weights_refused_total.add(1, { code: event.code })
        return
      case 'step-failed': {
        const step = /^[a-z]+/.exec(event.step)?.[0] ?? 'other'
        metrics.steps_failed_total.add(1, { step, code: event.code })
        if (event.final) metrics.jobs_failed_total.add(1, { step })
        return
      }
      case 'trouble':
        metrics.troubles_total.add(1, { code: event.code })
        if (event.code === 'ACTIVATION_BEHIND') metrics.activation_behind.set(1)
        return
      case 'trouble-over':
        if (event.code === 'ACTIVATION_BEHIND') metrics.activation_behind.set(0)
        return
      default:
    }
  }

  function observe(observation: Observation, isFirst = true): void {
    if (!isFirst && !(observation.kind === 'event' && totals.has(observation.event.kind))) return
    switch (observation.kind) {
      case 'head':
        onHead(observation.block)
        return
      case 'event':
        onEvent(observation.event)
        return
      case 'final':
        if (head !== null) metrics.chain_finalized_lag_blocks.set(Math.max(0, head - observation.block))
        return
      case 'reconnects':
        metrics.chain_reconnects_total.follow(observation.count)
        return
      case 'disk':
        metrics.store_disk_used_ratio.set(observation.used)
        return
      case 'outbox':
        metrics.outbox_open.set(observation.open)
        return
      case 'sizes':
        if (observation.store === null) {
          metrics.store_bytes.clear()
          metrics.receipts_bytes.clear()
          return
        }
        metrics.store_bytes.set(observation.store)
        metrics.receipts_bytes.set(observation.receipts)
        return
      case 'standing': {
        const { registered, permit, vtrust, incentive } = observation.standing
        metrics.registered.set(registered ? 1 : 0)
        metrics.validator_permit.set(permit ? 1 : 0)
        metrics.vtrust.set(vtrust)
        metrics.incentive.set(incentive)
        lastUpdate = Math.max(lastUpdate ?? 0, observation.standing.lastUpdate ?? 0)
        return
      }
      case 'queues': {
        // What cannot be read is not shown as if it were known.
        metrics.queue_depth.clear()
        metrics.queue_oldest_age_seconds.clear()
        if ('reason' in observation.queues) return
        for (const { queue, waiting, active, delayed, failed, oldestMs } of observation.queues) {
          for (const [state, count] of Object.entries({ waiting, active, delayed, failed })) {
            metrics.queue_depth.set(count, { queue, state })
          }
          metrics.queue_oldest_age_seconds.set((oldestMs ?? 0) / 1_000, { queue })
        }
        return
      }
      default:
    }
  }

  return { observe, contentType, text, [Symbol.dispose]: () => reading[Symbol.dispose]() }
}

/** Events that only add to totals. */
const totals: ReadonlySet<ValidatorEvent['kind']> = new Set([
  ...(['step-done', 'step-failed', 'trouble', 'query-done', 'task-done'] as const),
  ...(['round-closed', 'queue-refilled', 'weights-refused'] as const),
])

const roundStates = ['open', 'planned', 'folded', 'skipped'] as const
