import { defineSubnet, rubric, taskSource } from '@subnetkit/core'
import text from '@subnetkit/subnet-text'
import { protocol } from '@subnetkit/subnet-text/protocol'
import { scoring } from '@subnetkit/subnet-text/rubric'
import { families } from '@subnetkit/subnet-text/tasks'

/** The text subnet with its own tasks and rubric, and another number of tasks. */
export function playedSubnet(tasksPerMiner: number) {
  const tasks = taskSource({ protocol, families, tasksPerMiner, balanced: true })
  const { gates, criteria, factors } = scoring
  const { name, version, incentive } = text
  return defineSubnet({
    ...{ name, version, protocol, tasks, incentive },
    rubric: rubric(tasks, { gates, criteria, factors }),
  })
}

export type PlayedSubnet = ReturnType<typeof playedSubnet>
