import type { Devnet } from '@subnetkit/devnet'

/** Milliseconds from block to block while people watch. */
export const blockTimeMs = 100

/** Makes blocks at once until the head is a multiple of `every`, at least one; returns the number of the head. */
export function jumpToMultiple(devnet: Devnet, every: number): number {
  devnet.mine(every - (devnet.head.number % every))
  return devnet.head.number
}

/** Makes blocks at once until the subnet has been through one more epoch; gives the number of its epochs so far. */
export function jumpOverEpoch(devnet: Devnet, netuid: number): number {
  const epochs = () => Number(devnet.state.SubtensorModule.SubnetEpochIndex.get(netuid))
  const before = epochs()
  const tempo = devnet.state.SubtensorModule.Tempo.get(netuid)
  for (let made = 0; epochs() === before; made++) {
    if (made > tempo) throw new Error(`subnet ${netuid} had no epoch in ${tempo} blocks`)
    devnet.mine(1)
  }
  return epochs()
}
