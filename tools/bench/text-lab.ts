import textLab from '@subnetkit/subnet-text/lab'
import { protocol } from '@subnetkit/subnet-text/protocol'
import { scoring } from '@subnetkit/subnet-text/rubric'
import { families } from '@subnetkit/subnet-text/tasks'
import { defineSubnet, rubric, taskSource } from 'subnetkit'
import { defineLab } from 'subnetkit/lab'

const tasks = taskSource({ protocol, families, tasksPerMiner: 4 })
const { gates, criteria, factors } = scoring

/** The text subnet with four tasks for each miner and round: the size that simulations are measured with. */
export const lab = defineLab({
  subnet: defineSubnet({
    ...{ name: 'text-of-four', version: 1, protocol, tasks },
    rubric: rubric(tasks, { gates, criteria, factors }),
    incentive: textLab.subnet.incentive,
  }),
  solve: textLab.solve,
})
