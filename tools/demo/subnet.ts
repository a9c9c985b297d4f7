import { textSubnet } from '@subnetkit/subnet-text'

/** How long an answer may take here: two cores run everybody, and the dripping miner always uses all of it. */
const deadlineMs = 2_500

/** The text subnet, with a deadline for people who watch. */
export const demoSubnet = {
  ...textSubnet,
  protocol: { complete: { ...textSubnet.protocol.complete, deadlineMs } },
  hyperparameters: { ...textSubnet.hyperparameters, immunityPeriod: 7_200, commitReveal: false },
} satisfies typeof textSubnet

export type DemoSubnet = typeof demoSubnet
