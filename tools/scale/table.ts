import { renderTable } from '../table.js'
import { firstOf, ownUs } from './page.js'
import { type Plan, planOf, workerUs } from './plan.js'
import type { ScaleResult } from './result.js'

const whole = (value: number) => Math.round(value).toLocaleString('en')
const cores = (value: number | null) => (value === null ? '–' : value.toFixed(2))
const us = (value: number | null) => (value === null ? 'not measured' : `${value.toFixed(1)} µs`)

/** The result for a terminal. */
export function renderResult(result: ScaleResult): string {
  const { load, queue, engine, scoring, calls, skipped } = result
  const costs: readonly (readonly [string, string])[] = [
    ...(queue === null
      ? []
      : [
          ['a job added: Redis', us(queue.addRedisUs)] as const,
          ['a job added: Node', us(queue.addNodeUs)] as const,
          ['a job run: Redis', us(queue.runRedisUs)] as const,
          ['a job run: Node', us(queue.runNodeUs)] as const,
          ['a job that waits: memory of Redis', `${whole(queue.waitingBytes)} bytes`] as const,
        ]),
    ['a task in a round: Node', us(engine.nodeUs)],
    ['of that, drawn twice and scored', us(2 * scoring.drawUs + scoring.scoreUs)],
    ['a task in a round: Redis', us(engine.redisUs)],
    ['a task in a round: PostgreSQL', us(engine.postgresUs)],
    ['a signed call of a miner', us(calls.signedUs)],
    ['of that, the signature', us(calls.signUs)],
    ['ours of a task with its call: Node', us(ownUs(result))],
    [
      'a receipt',
      `${whole(engine.receiptBytes)} bytes, ${whole(engine.bodyBytes)} of them question and answer`,
    ],
    ['one more worker core', `${whole(1e6 / workerUs(result))} tasks/s`],
  ]
  const plans = renderTable<Plan>(
    [
      { heading: 'round', cell: ({ name }) => name },
      { heading: 'jobs/s', align: 'right', cell: (plan) => whole(plan.jobsPerSecond) },
      { heading: 'tasks/s', align: 'right', cell: (plan) => whole(plan.tasksPerSecond) },
      { heading: 'Redis', align: 'right', cell: (plan) => cores(plan.redisCores) },
      { heading: 'PostgreSQL', align: 'right', cell: (plan) => cores(plan.postgresCores) },
      { heading: 'workers', align: 'right', cell: (plan) => cores(plan.workerCores) },
      { heading: 'GB a day', align: 'right', cell: (plan) => whole(plan.gbPerDay) },
      { heading: 'gives out first', cell: firstOf },
    ],
    planOf(result),
  )
  const figures = renderTable<readonly [string, string]>(
    [
      { heading: 'cost', cell: ([name]) => name },
      { heading: 'CPU', align: 'right', cell: ([, value]) => value },
    ],
    costs,
  )
  const { subnets, miners, tasks, played } = load
  const head = `${subnets} subnets × ${miners} miners × ${tasks} tasks; ${played} subnets played, the others extrapolated; busy cores of each part`
  return [head, '', plans, figures, ...skipped.map((sentence) => `Not measured: ${sentence}.\n`)].join('\n')
}
