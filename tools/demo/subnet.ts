import { textSubnet } from '@subnetkit/subnet-text'

/** How long an answer may take here: two cores run everybody, and the dripping miner always uses all of it. */
const deadlineMs = 1_500

/** The text subnet, with a deadline for people who watch. */
export const demoSubnet = {
  ...textSubnet,
  protocol: { complete: { ...textSubnet.protocol.complete, deadlineMs } },
  hyperparameters: { ...textSubnet.hyperparameters, commitReveal: false },
} satisfies typeof textSubnet

export type DemoSubnet = typeof demoSubnet
