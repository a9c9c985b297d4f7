import type { Simulation } from '../play/records.js'
import { meanOf } from './statistics.js'

/** Share of a kind of miner over the epochs. */
export interface AgentSeries {
  readonly name: string
  /** Mean incentive of its hotkeys by epoch, 0 to 1; null where it held no place. */
  readonly incentive: readonly (number | null)[]
}

/** Returns the incentive of each kind of miner over the epochs of one simulation. */
export function seriesOf({ miners, epochs }: Pick<Simulation, 'miners' | 'epochs'>): readonly AgentSeries[] {
  const names = [...new Set(miners.map(({ agent }) => agent.name))]
  return names.map((name) => {
    const own = miners.filter(({ agent }) => agent.name === name)
    const incentive = Array.from({ length: epochs }, (_, epoch) => {
      const values = own.flatMap(({ joined, incentives }) => incentives[epoch - joined] ?? [])
      return values.length === 0 ? null : meanOf(values) / 65_535
    })
    return { name, incentive }
  })
}
