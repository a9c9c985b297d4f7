import { setImmediate } from 'node:timers/promises'
import type { Subnet, Task } from '@subnetkit/core'
import { cliError } from '../errors.js'
import { createOfflineRounds } from './offline-rounds.js'

/** Choice of tasks. The same choice gives the same tasks as long as the task source does not change. */
export interface TaskChoice {
  /** Number of the mechanism, which the subnet is seen as. */
  readonly mechanism: number
  readonly seed: number
  /** Miner for which the tasks are drawn. */
  readonly hotkey: string
  /** Families to draw from. @default all */
  readonly family?: string | undefined
  /** Tasks of each family. */
  readonly count: number
}

/** Tasks of a choice. */
export interface DrawnTasks {
  /** Numbered within their family, `<family>-<index>`, in the order of the families. */
  readonly tasks: readonly Task[]
  /** Rounds that were drawn. */
  readonly rounds: number
  /** Tasks of each family in those rounds. */
  readonly seen: ReadonlyMap<string, number>
}

/** Most rounds that are drawn to find enough tasks of a rare family. */
const mostRounds = 2_000

/** URI of a well-known development key. */
export const usualUri = '//Alice'

/** The hotkey for which tasks are drawn unless another is given: the address of {@link usualUri}. */
export const usualHotkey = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'

/** The seed unless another is given. */
export const usualSeed = 1

/**
 * Draws tasks as rounds do, round after round, until there are enough of each family: of a family that comes up rarely there
 * may be fewer. Throws USAGE for a family that the subnet does not have.
 */
export async function drawTasks(
  subnet: Pick<Subnet, 'tasks'>,
  { mechanism, seed, hotkey, family, count }: TaskChoice,
  signal: AbortSignal,
): Promise<DrawnTasks> {
  const names = Object.keys(subnet.tasks.families)
  if (family !== undefined && !names.includes(family)) {
    throw cliError('USAGE', {
      detail: `the subnet has no family ${family}`,
      fix: `Pass --family with one of ${names.join(', ')}.`,
    })
  }
  const found = new Map<string, Task[]>((family === undefined ? names : [family]).map((name) => [name, []]))
  const seen = new Map<string, number>(names.map((name) => [name, 0]))
  const isShort = () => [...found.values()].some((tasks) => tasks.length < count)
  const next = createOfflineRounds(subnet.tasks, { seed, mechanism, hotkeys: [hotkey], signal })
  let rounds = 0
  while (rounds < mostRounds && (rounds === 0 || isShort())) {
    rounds += 1
    for (const task of subnet.tasks.tasksFor(await next(rounds), hotkey)) {
      seen.set(task.family, (seen.get(task.family) ?? 0) + 1)
      const tasks = found.get(task.family)
      if (tasks && tasks.length < count) tasks.push({ ...task, id: `${task.family}-${tasks.length}` })
    }
    // Ctrl-C is seen between two rounds.
    await setImmediate()
    if (signal.aborted) throw cliError('INTERRUPTED', {})
  }
  return { tasks: [...found.values()].flat(), rounds, seen }
}
