import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Subnet, type Task, toWire } from '@subnetkit/core'
import { z } from 'zod'
import { parseJson, problemsIn, readSmallFile } from '../config/json-file.js'
import { cliError } from '../errors.js'
import { type FileAnswer, mostFileBytes, type WrittenTask, writtenTask } from './answer-file.js'
import { drawTasks, type TaskChoice } from './draw-tasks.js'
import { fromWire } from './from-wire.js'
import { jsonForm } from './shown-value.js'

/** Tasks that answers refer to. */
export interface TaskPlaces {
  readonly subnet: Subnet
  /** Choice that ids refer to without a file of tasks. */
  readonly choice: Omit<TaskChoice, 'count'>
  /** File of tasks, as `subnet tasks preview --json` prints it. @default tasks are drawn */
  readonly file: string | undefined
  readonly signal: AbortSignal
}

/** The file of tasks; one without a seed has all that there is to know in it. */
const fileSchema = z.union([
  z.object({
    tasks: z.array(writtenTask.required({ id: true })),
    seed: z.int().optional(),
    mechanism: z.int().optional(),
    hotkey: z.string().optional(),
  }),
  z.array(writtenTask.required({ id: true })).transform((tasks) => ({ tasks })),
])

/** Returns the task of each answer. Throws FILE_INVALID for an answer to a task that does not exist, by its line. */
export async function resolveTasks(
  path: string,
  answers: readonly FileAnswer[],
  places: TaskPlaces,
): Promise<readonly Task[]> {
  const ids = answers.flatMap(({ task }) => (typeof task === 'string' ? [task] : []))
  const known = places.file === undefined ? await drawn(ids, places) : await readTasks(places.file, places)
  const tasks = await Promise.all(
    answers.map(async ({ task, place }) => {
      if (typeof task !== 'string') return taskOf(places.subnet, task, { path, place })
      const found = known.get(task)
      if (found) return found
      throw cliError('FILE_INVALID', {
        path,
        detail: `${place}: there is no task ${task.slice(0, 80)}`,
        fix: `Name a task that subnet tasks preview prints, such as ${[...known.keys()][0] ?? `${Object.keys(places.subnet.tasks.families)[0]}-0`}, with the same seed, or write the task out.`,
      })
    }),
  )
  refuseDoubles(path, answers, tasks)
  return tasks
}

/** A round asks a miner each task once. */
function refuseDoubles(path: string, answers: readonly FileAnswer[], tasks: readonly Task[]): void {
  const seen = new Set<string>()
  for (const [at, { miner, round, place }] of answers.entries()) {
    const id = tasks[at]!.id
    const key = JSON.stringify([round, miner, id])
    if (seen.has(key)) {
      throw cliError('FILE_INVALID', {
        path,
        detail: `${place}: ${miner} has answered ${id} already`,
        fix: 'Keep one answer of a miner to a task, or give the other another round.',
      })
    }
    seen.add(key)
  }
}

/** Highest number of a task that is drawn for an answer. */
const mostOfFamily = 100_000

async function drawn(ids: readonly string[], { subnet, choice, signal }: TaskPlaces) {
  const numbers = ids.map((id) => Number(/-(\d{1,9})$/.exec(id)?.[1] ?? 0))
  const count = 1 + numbers.reduce((most, number) => Math.max(most, number), 0)
  if (ids.length === 0 || count > mostOfFamily) return new Map<string, Task>()
  const { tasks } = await drawTasks(subnet, { ...choice, count }, signal)
  return new Map(tasks.map((task) => [task.id, task]))
}

/** Reads tasks from a file. Those that are still drawn the same way come from there: their truth may be more than JSON. */
async function readTasks(file: string, places: TaskPlaces): Promise<ReadonlyMap<string, Task>> {
  const parsed = fileSchema.safeParse(
    parseJson(file, await readSmallFile(file, file, mostFileBytes), { depth: Number.POSITIVE_INFINITY }),
  )
  if (!parsed.success) {
    const fix = 'Pass what subnet tasks preview --json prints, or a list of such tasks.'
    throw cliError('FILE_INVALID', { path: file, detail: problemsIn(parsed.error), fix })
  }
  const { tasks, ...from } = parsed.data
  const { seed = places.choice.seed, hotkey = places.choice.hotkey } = from as Partial<TaskChoice>
  const ids = tasks.map(({ id }) => id)
  const again = await drawn(ids, { ...places, choice: { ...places.choice, seed, hotkey, family: undefined } })
  const resolved = await Promise.all(
    tasks.map(async (task) => {
      const own = again.get(task.id)
      if (own && own.family === task.family && isSame(places.subnet, own, task)) return own
      if (task.truthIsExact !== false)
        return taskOf(places.subnet, task, { path: file, place: `task ${task.id}` })
      throw cliError('FILE_INVALID', {
        path: file,
        detail: `task ${task.id}: JSON does not hold all of its truth, and the task is drawn in another way now`,
        fix: 'Print the tasks again with subnet tasks preview --json, and answer those.',
      })
    }),
  )
  return new Map(resolved.map((task) => [task.id, task]))
}

function isSame({ protocol }: Subnet, { synapse, input }: Task, { input: written }: WrittenTask): boolean {
  return isDeepStrictEqual(jsonForm(toWire(protocol[synapse]!.input, input)).value, written)
}

/** Place of a task that is written out. */
interface TaskPlace {
  readonly path: string
  readonly place: string
}

async function taskOf(subnet: Subnet, task: WrittenTask, { path, place }: TaskPlace): Promise<Task> {
  const { family, input, truth, id = `${family}-${hashOf(input)}` } = task
  const known = subnet.tasks.families[family]
  if (known === undefined || (task.synapse !== undefined && task.synapse !== known.synapse)) {
    throw cliError('FILE_INVALID', {
      path,
      detail: known
        ? `${place}: the family ${family} calls the synapse ${known.synapse}, not ${task.synapse?.slice(0, 80)}`
        : `${place}: the subnet has no family ${family.slice(0, 80)}`,
      fix: `Name one of the families ${Object.keys(subnet.tasks.families).join(', ')}, and its synapse.`,
    })
  }
  const { synapse } = known
  const sent = await fromWire(subnet.protocol[synapse]!.input, input, dirname(path))
  return { id, family, synapse, input: sent, truth } as Task
}

/** Answers to the same question compare with each other. */
const hashOf = (input: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(input) ?? '')
    .digest('hex')
    .slice(0, 12)
