import { coreError } from '../errors.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Task, TaskSource } from '../tasks/task.js'
import type { CoordinatorContext } from './context.js'
import { troubleOf } from './emit.js'
import { tasksOf } from './steps/query.js'

/** Emits ROUND_TOO_SHORT where a miner that takes its full deadlines cannot be asked within a round. */
export async function checkRoundTime(context: CoordinatorContext, tasksAtOnce: number): Promise<void> {
  const { chain, netuid, mechanism, roundBlocks, subnet, budget, hotkey, emit } = context
  const blockMs = await chain.weights({ netuid, mechanism }).blockTimeMs()
  // An example: how many tasks a miner has does not depend on the secret, nor on what a round observes.
  const example = { drawnAs: 0, secret: new Uint8Array(32), budget, observed: undefined }
  const tasks = subnet.tasks.observe ? averageTasks(subnet.tasks) : tasksOf(context, example, hotkey)
  const finding = findShortRound({
    deadlines: deadlinesOf(subnet.protocol, tasks),
    tasksAtOnce,
    roundBlocks,
    blockMs,
  })
  if (finding !== null) emit(troubleOf(coreError('ROUND_TOO_SHORT', finding)))
}

/** Calls of a miner in a round by the families' averages, where no task can be drawn yet. */
const averageTasks = ({ families }: TaskSource): readonly Pick<Task, 'synapse'>[] =>
  Object.values(families).flatMap(({ synapse, tasksPerMiner = 1 }) =>
    Array.from({ length: Math.ceil(tasksPerMiner) }, () => ({ synapse })),
  )

const deadlinesOf = (protocol: Protocol, tasks: readonly Pick<Task, 'synapse'>[]) =>
  tasks.map(({ synapse }) => protocol[synapse]!.deadlineMs)

interface RoundTime {
  /** Of the tasks of a miner, in ms. */
  readonly deadlines: readonly number[]
  readonly tasksAtOnce: number
  readonly roundBlocks: number
  readonly blockMs: number
}

/** Returns the figures of a round that is too short, with what would fit; null if it is long enough. */
export function findShortRound({ deadlines, tasksAtOnce, roundBlocks, blockMs }: RoundTime) {
  const needMs = longestMs(deadlines, tasksAtOnce)
  const roundMs = Math.round(roundBlocks * blockMs)
  if (needMs <= roundMs) return null
  const more = deadlines.findIndex((_, at) => at + 1 > tasksAtOnce && longestMs(deadlines, at + 1) <= roundMs)
  const blocks = Math.ceil(needMs / blockMs)
  const remedy = `${more < 0 ? '' : `tasksAtOnce to ${more + 1} or `}roundBlocks to ${blocks}`
  return { needMs, tasks: deadlines.length, tasksAtOnce, roundBlocks, roundMs, remedy }
}

/** Time for tasks that all take their deadlines, as many at once as there are lanes. */
function longestMs(deadlines: readonly number[], atOnce: number): number {
  const lanes = Array<number>(Math.max(1, Math.min(atOnce, deadlines.length))).fill(0)
  for (const ms of deadlines) {
    const next = lanes.indexOf(Math.min(...lanes))
    lanes[next] = lanes[next]! + ms
  }
  return Math.max(...lanes)
}
