import { type Plan, planOf, reference, workerUs } from './plan.js'
import type { ScaleResult } from './result.js'

const number = (value: number) =>
  value >= 100
    ? Math.round(value).toLocaleString('en')
    : value >= 10
      ? value.toFixed(0)
      : value.toFixed(value >= 1 ? 1 : 2)
const us = (value: number | null) => (value === null ? 'not measured' : `${number(value)} µs`)
const or = (value: number | null) => (value === null ? 'not measured' : number(value))
const bytes = (gb: number) => (gb >= 1_000 ? `${number(gb / 1_000)} TB` : `${number(gb)} GB`)
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [
    row(...head),
    row(...head.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map((one) => row(...one)),
  ].join('\n')

/** Use of what gives out first. */
export const firstOf = ({ first }: Plan) =>
  first.used > 1
    ? `${first.name} (${number(first.used)} × what is there)`
    : `nothing: ${first.name} at ${number(first.used * 100)} %`

/** CPU of Redis for the two jobs of a miner, in µs a task; null if it was not measured. */
const jobsUs = ({ queue, load }: ScaleResult) =>
  queue === null ? null : (2 * (queue.addRedisUs + queue.runRedisUs)) / load.tasks

/** CPU of ours for a task with its call, in µs: a task is drawn to be asked and drawn again to be scored, which is the subnet's. */
export const ownUs = ({ engine, scoring, calls }: ScaleResult) =>
  Math.max(0, engine.nodeUs - 2 * scoring.drawUs - scoring.scoreUs) + calls.signedUs

/** Figures of docs/scale.md by the names of their places there. */
const figures: Readonly<Record<string, (result: ScaleResult) => string>> = {
  measured({ date, machine, load, engine, skipped }) {
    const { subnets, miners, tasks, played, rounds } = load
    return [
      table(
        ['', ''],
        [
          ['subnets, of which played', `${number(subnets)}, **${played}**`],
          ['miners of each, tasks of each miner and round', `${miners}, ${tasks}`],
          ['rounds, tasks in them, time', `${rounds}, ${number(engine.tasks)}, ${number(engine.seconds)} s`],
          ['date', date.slice(0, 10)],
          ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB`],
          [
            'programs',
            `Node ${machine.node}, Redis ${machine.redis ?? 'missing'}, ${machine.postgres ?? 'no PostgreSQL'}`,
          ],
        ],
      ),
      ...skipped.map((sentence) => `\nNot measured: ${sentence}.`),
    ].join('\n')
  },
  costs(result) {
    const { load, queue, engine, scoring, calls } = result
    const ofQueue =
      queue === null
        ? []
        : [
            [
              'a job that does nothing, added: Redis, Node',
              `${us(queue.addRedisUs)}, ${us(queue.addNodeUs)}`,
            ],
            ['the same, taken and ended: Redis, Node', `${us(queue.runRedisUs)}, ${us(queue.runNodeUs)}`],
            ['a job that waits: memory of Redis', `${number(queue.waitingBytes)} bytes`],
            [
              'a round of all subnets that waits: memory of Redis',
              bytes((queue.waitingBytes * load.subnets * load.miners) / 1e9),
            ],
          ]
    return table(
      ['what', 'cost'],
      [
        ...ofQueue,
        ['a task in a round, all steps: Node', us(engine.nodeUs)],
        ['of that, the subnet’s: drawn (twice), scored', `${us(scoring.drawUs)}, ${us(scoring.scoreUs)}`],
        ['a task in a round: PostgreSQL', us(engine.postgresUs)],
        ['a task in a round: Redis', us(engine.redisUs)],
        ['of that, its share of a query and a score job', us(jobsUs(result))],
        ['a signed call of a miner on the loopback', us(calls.signedUs)],
        ['of that, the signature, which a session has once', us(calls.signUs)],
        ['**a task with its call, without what is the subnet’s: Node**', `**${us(ownUs(result))}**`],
        ['a receipt with its share of a round and its indexes', `${number(engine.receiptBytes)} bytes`],
        ['of that, question and answer', `${number(engine.bodyBytes)} bytes`],
      ],
    )
  },
  load: (result) =>
    table(
      ['round', 'jobs/s', 'tasks/s', 'Redis', 'PostgreSQL', 'workers', 'receipts a day', 'gives out first'],
      planOf(result).map((plan) => [
        plan.name,
        number(plan.jobsPerSecond),
        number(plan.tasksPerSecond),
        or(plan.redisCores),
        or(plan.postgresCores),
        number(plan.workerCores),
        `${number(plan.receiptsPerDay / 1e6)} M, ${bytes(plan.gbPerDay)}`,
        firstOf(plan),
      ]),
    ),
  reference: () =>
    table(
      ['part', 'what is there'],
      [
        ['Redis', `${reference.redisCores} core, whatever the machine`],
        ['PostgreSQL', `${reference.postgresCores} cores`],
        ['workers', `${reference.workerCores} cores`],
        ['disk', `${bytes(reference.diskGb)}, for ${reference.days} days of receipts`],
      ],
    ),
  cores(result) {
    const { engine, load } = result
    const own = 1e6 / workerUs(result)
    const perSecond = (cost: number | null) => (cost === null ? null : 1e6 / cost)
    return table(
      ['one more core of', 'carries'],
      [
        ['workers', `${number(own)} tasks/s, ${number(own / load.tasks)} miners/s`],
        ...planOf(result).map(({ name, subnetsPerCore }) => [
          `workers, rounds of ${name}`,
          `${number(subnetsPerCore)} subnets`,
        ]),
        ['Redis, by a second server', `${or(perSecond(engine.redisUs))} tasks/s`],
        ['PostgreSQL', `${or(perSecond(engine.postgresUs))} tasks/s`],
      ],
    )
  },
}

/** Fills the places of the page, `<!-- scale: name -->` to `<!-- /scale -->`, with the figures of a result; its text is written by hand. */
export function fillPage(page: string, result: ScaleResult): string {
  const filled = new Set<string>()
  const text = page.replace(
    /(<!-- scale: (\w+) -->\n).*?(<!-- \/scale -->)/gs,
    (_, start, name: string, end) => {
      const figure = figures[name]
      if (figure === undefined)
        throw new Error(`docs/scale.md has a place ${name}, of which there is no figure`)
      filled.add(name)
      return `${start}\n${figure(result)}\n\n${end}`
    },
  )
  const missing = Object.keys(figures).filter((name) => !filled.has(name))
  if (missing.length > 0) throw new Error(`docs/scale.md has no place for ${missing.join(', ')}`)
  return text
}
