import { randomBytes } from 'node:crypto'
import { type Families, type Protocol, type Subnet, scoreAnswer, type Task } from '@subnetkit/core'
import type { Probe } from '@subnetkit/gateway'
import { promptOf } from './prompt-of.js'

/** Score from which on an answer counts as right. */
const rightFrom = 0.6

/**
 * Returns a function that draws tasks of a subnet as questions whose answer is known: miners cannot tell them from those of validators.
 * `observedNow` returns the outsides of requests that they take. Undefined for a subnet whose clients send no prompts, and for one whose tasks need the observation of a round or the answers of others.
 */
export function taskProbe<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  netuid: number,
  hotkey: string,
  observedNow: () => unknown = () => undefined,
): (() => Probe | null) | undefined {
  const { tasks, rubric, views = {} } = subnet
  const isAlone = tasks.observe === undefined && rubric.roundCriteria.length === 0
  if (!isAlone || (views.chat ?? views.completion ?? views.image) === undefined) return undefined
  const prompt = promptOf(views)
  let drawn: Task<P, F>[] = []
  return () => {
    if (drawn.length === 0) {
      const round = { netuid, mechanism: 0, number: 0, secret: randomBytes(32), observed: observedNow() }
      drawn = [...tasks.tasksFor(round, hotkey)]
    }
    const [task] = drawn.splice(Math.floor(Math.random() * drawn.length), 1)
    const asked = task === undefined ? null : prompt(task.input)
    if (task === undefined || asked === null) return null
    return {
      ...{ synapse: task.synapse, input: task.input, prompt: asked },
      async isRight(output) {
        const { value } = await scoreAnswer(subnet, { task, output: output as never })
        return value >= rightFrom
      },
    }
  }
}
