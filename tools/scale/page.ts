import { type Plan, planOf, reference, workerUs } from './plan.js'
import type { ScaleResult } from './result.js'

const number = (value: number) =>
  value >= 100
    ? Math.round(value).toLocaleString('en')
    : value >= 10
      ? value.toFixed(0)
      : value.toFixed(value >= 1 ? 1 : 2)
const or = (value: number | null, unit = '') => (value === null ? 'not measured' : `${number(value)}${unit}`)
const bytes = (gb: number) => (gb >= 1_000 ? `${number(gb / 1_000)} TB` : `${number(gb)} GB`)
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** Use of what gives out first. */
export const firstOf = ({ first }: Plan) =>
  first.used > 1
    ? `${first.name} (${number(first.used)} × what is there)`
    : `nothing: ${first.name} at ${number(first.used * 100)} %`

/** CPU of Redis for the two jobs of a miner, in µs a task. */
const jobsUs = ({ queue, load }: ScaleResult) =>
  queue === null ? 0 : (2 * (queue.addRedisUs + queue.runRedisUs)) / load.tasks

/** The page docs/scale.md. */
export function pageOf(result: ScaleResult): string {
  const { load, machine, queue, engine, scoring, calls } = result
  const { subnets, miners, tasks, played } = load
  const own = workerUs(result)
  const lines = [
    '# Scale',
    '',
    `${subnets.toLocaleString('en')} subnets of ${miners} miners, ${tasks} tasks for each miner and round. **${played} of the subnets were played, the others are`,
    'extrapolated**: costs are CPU time of a job or a task, which hardly depends on how many subnets there are, and not on the clock.',
    '`npm run scale -- --write` measures again and writes this page.',
    '',
    `Measured on ${result.date.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}, Redis ${machine.redis ?? 'missing'}, ${machine.postgres ?? 'no PostgreSQL'}.`,
    `${load.rounds === 1 ? 'One round' : `${load.rounds} rounds`} of the text subnet on ${played} subnets at once, with its own tasks and rubric, in one process: ${engine.tasks.toLocaleString('en')} tasks in`,
    `${number(engine.seconds)} s. Miners were stubs in the process, which know the answers; the cost of a call over HTTP was measured beside it.`,
    ...result.skipped.map((sentence) => `Not measured: ${sentence}.`),
    '',
    '## Costs',
    '',
    row('what', 'CPU'),
    row('---', '---:'),
    ...(queue === null
      ? []
      : [
          row(
            'a job that does nothing, added: Redis, Node',
            `${number(queue.addRedisUs)} µs, ${number(queue.addNodeUs)} µs`,
          ),
          row(
            'the same, taken and ended: Redis, Node',
            `${number(queue.runRedisUs)} µs, ${number(queue.runNodeUs)} µs`,
          ),
        ]),
    row('a task in a round, all steps: Node', `${number(engine.nodeUs)} µs`),
    row(
      'of that, its drawing and its scoring alone',
      `${number(scoring.drawUs)} µs, ${number(scoring.scoreUs)} µs`,
    ),
    row('the same: Redis, PostgreSQL', `${or(engine.redisUs, ' µs')}, ${or(engine.postgresUs, ' µs')}`),
    row('a signed call of a miner on the loopback', `${number(calls.signedUs)} µs`),
    row('of that, the signature, which a session has once', `${number(calls.signUs)} µs`),
    '',
    `A receipt takes ${number(engine.receiptBytes)} bytes with its share of a round and its indexes, ${number(engine.bodyBytes)} of them question and answer. ${queue === null ? '' : `A job that waits takes ${number(queue.waitingBytes)} bytes of Redis: a round of all subnets that waits for its workers, ${bytes((queue.waitingBytes * subnets * miners) / 1e9)}.`}`.trim(),
    ...(queue === null || engine.redisUs === null
      ? []
      : [
          '',
          `The jobs of a task alone, a query and a score for ${tasks} tasks, are ${number(jobsUs(result))} µs of Redis. The rest of its ${number(engine.redisUs)} µs is what does not grow with`,
          `tasks: each coordinator compares queue and store every 5 s, and each worker waits on its queue. The longer a round takes on the`,
          'clock, the more of that is in the figures of Redis, PostgreSQL and Node: on a machine that others use, they are upper bounds.',
        ]),
    '',
    '## Load',
    '',
    row('round', 'jobs/s', 'tasks/s', 'Redis', 'PostgreSQL', 'workers', 'receipts a day', 'gives out first'),
    row('---', '---:', '---:', '---:', '---:', '---:', '---:', '---'),
    ...planOf(result).map((plan) =>
      row(
        plan.name,
        number(plan.jobsPerSecond),
        number(plan.tasksPerSecond),
        or(plan.redisCores),
        or(plan.postgresCores),
        number(plan.workerCores),
        `${number(plan.receiptsPerDay / 1e6)} M, ${bytes(plan.gbPerDay)}`,
        firstOf(plan),
      ),
    ),
    '',
    `Busy cores of each part. What gives out is judged beside one Redis, which has ${reference.redisCores} core whatever the machine, ${reference.postgresCores} cores of PostgreSQL, ${reference.workerCores}`,
    `of workers, and ${bytes(reference.diskGb)} for ${reference.days} days of receipts; network and miners are not in it.`,
    '',
    '## What one more core buys',
    '',
    `A worker core carries ${number(1e6 / own)} tasks/s, ${number(1e6 / own / tasks)} miners a second: ${planOf(
      result,
    )
      .map(
        (plan) => `${number(plan.subnetsPerCore)} subnets with rounds of ${plan.name.replace(/ \(.*/, '')}`,
      )
      .join(', ')}.`,
    ...(engine.redisUs === null
      ? []
      : [
          `One Redis carries ${number(1e6 / engine.redisUs)} tasks/s; a second one as many again ([several servers](validator.md#queue)).`,
        ]),
    ...(engine.postgresUs === null
      ? []
      : [`A core of PostgreSQL stores ${number(1e6 / engine.postgresUs)} tasks/s.`]),
    '',
  ]
  return lines.join('\n')
}
