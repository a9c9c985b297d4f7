import { createHash } from 'node:crypto'
import { createBuiltinGenerator } from '@subnetkit/models'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import { tasks } from '@subnetkit/subnet-text/tasks'
import { Command } from 'commander'
import { scoreAnswer } from 'subnetkit'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { renderTable } from '../table.js'
import { type Asked, cheats, fixed } from './cheats.js'

// `npm run text:earnings`: the tables of packages/subnet-text, README "How it scores" and SUBNET.md "What cheating earns".
const { rounds, seeds } = refuseWrongOptions(new Command('text:earnings'))
  .description(
    'Prints the scores of real miners and of cheats of the text subnet, with their weights and CPU time.',
  )
  .option('--rounds <n>', 'rounds of 32 questions with each seed', wholeNumber(1), 16)
  .option('--seeds <n>', 'seeds', wholeNumber(1), 2)
  .parse()
  .opts<{ readonly rounds: number; readonly seeds: number }>()

const asked = Array.from({ length: seeds }, (_, seed) => {
  const secret = createHash('sha256').update(`earnings ${seed}`).digest()
  const of = (number: number) =>
    tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, 'a miner') as readonly Asked[]
  return Array.from({ length: rounds }, (_, number) => of(number))
})

interface Row {
  readonly what: string
  /** Mean score with each seed. */
  readonly scores: readonly number[]
  /** CPU time of an answer, in ms. */
  readonly cpuMs: number
}

type Answering = (task: Asked, before: readonly Asked[]) => Promise<string> | string

async function measure(what: string, answer: Answering, latencyMs = 50): Promise<Row> {
  const scores: number[] = []
  let [cpu, count] = [0, 0]
  for (const played of asked) {
    let sum = 0
    let before: readonly Asked[] = []
    for (const round of played) {
      const begun = process.cpuUsage()
      const answers: string[] = []
      for (const task of round) answers.push(await answer(task, before))
      const { user, system } = process.cpuUsage(begun)
      cpu += user + system
      count += round.length
      for (const [at, task] of round.entries()) sum += await scoreOf(task, answers[at]!, latencyMs)
      before = round
    }
    scores.push(sum / (played.length * played[0]!.length))
  }
  return { what, scores, cpuMs: cpu / count / 1_000 }
}

/** Score by the rubric of the subnet, of an answer in time. */
async function scoreOf(task: Asked, completion: string, latencyMs: number): Promise<number> {
  const end = { tokensUsed: 1, finishReason: 'stop' as const, modelId: 'm' }
  const output = task.synapse === 'stream' ? [{ text: completion, end }] : { completion, ...end }
  return (await scoreAnswer(textSubnet, { task, output, latencyMs } as never)).value
}

const generator = await createBuiltinGenerator()
const miner = (options: Omit<Parameters<typeof createTextMiner>[0], 'generator'>): Answering => {
  const { complete } = createTextMiner({ generator, ...options })
  return async ({ input }) => (await complete({ input })).completion
}
const programs = { reader: true, planner: true }
const silent = {
  modelId: 'none',
  generate: async () => ({ completion: '', tokensUsed: 0, finishReason: 'stop' as const }),
}
const rows = [
  await measure('the built-in model with both programs: the sample miner', miner(programs)),
  await measure('the same, sampled at temperature 1.8', miner({ ...programs, temperature: 1.8 })),
  await measure('the model at temperature 1.8 without programs', miner({ temperature: 1.8 })),
  await measure('both programs without a model', miner({ ...programs, generator: silent } as never)),
]
for (const { what, answer, latencyMs } of cheats) rows.push(await measure(what, answer, latencyMs))
const constants = []
for (const text of fixed)
  constants.push(await measure(`a fixed answer, the best of ${fixed.length}`, () => text))
const mean = ({ scores }: Row) => scores.reduce((sum, score) => sum + score, 0) / scores.length
rows.push(constants.toSorted((one, other) => mean(other) - mean(one))[0]!)

const honest = rows[0]!
/** Weight beside that of the honest miner, each answering as much. */
const shareOf = (row: Row) => {
  const [share = 0, whole = 1] = textSubnet.incentive.weights.shares([mean(row), mean(honest)])
  return share / whole
}
const percent = (share: number) =>
  share < 0.000_01 ? '< 0.001 %' : `${Number((100 * share).toPrecision(share < 0.995 ? 2 : 3))} %`
process.stdout.write(
  renderTable<Row>(
    [
      { heading: 'miner', cell: ({ what }) => what },
      {
        heading: 'score',
        align: 'right',
        cell: ({ scores }) => scores.map((score) => score.toFixed(3)).join(', '),
      },
      { heading: 'pay an answer', align: 'right', cell: (row) => percent(shareOf(row)) },
      { heading: 'CPU ms an answer', align: 'right', cell: ({ cpuMs }) => cpuMs.toFixed(2) },
    ],
    rows,
  ),
)
