import { defineSubnet, taskSource } from '@subnetkit/core'
import textSubnet from '@subnetkit/subnet-text'
import { protocol } from '@subnetkit/subnet-text/protocol'
import { families } from '@subnetkit/subnet-text/tasks'

/** Questions for each miner and round, and the fewest in all: of too few, a weak solver may have none right by chance. */
const questions = { perRound: 4, inAll: 12 }

/** The text subnet, with the deadline of this machine, and with more questions a round where there are few rounds. */
export function createDemoSubnet(rounds: number, deadlineMs: number) {
  const perRound = Math.max(questions.perRound, Math.ceil(questions.inAll / rounds))
  const hurried = { complete: { ...protocol.complete, deadlineMs } }
  return defineSubnet({
    ...textSubnet,
    protocol: hurried,
    tasks: taskSource({ protocol: hurried, families, tasksPerMiner: perRound }),
    hyperparameters: { ...textSubnet.hyperparameters, immunityPeriod: 7_200, commitReveal: false },
  })
}

export type DemoSubnet = ReturnType<typeof createDemoSubnet>
