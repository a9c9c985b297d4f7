import { parametersOf } from '../agents/parameters.js'
import type { MinerRecord, Simulation } from '../play/records.js'
import { type Interval, intervalOf, meanOf } from './statistics.js'

/** Time for which miners that stopped working live on what they did before, of one kind and all seeds. */
export interface TurnedReport {
  readonly name: string
  /** Hotkeys that turned. */
  readonly turned: number
  /** Epochs from turning until the incentive was below half of that before; those that never fell count with all their epochs. */
  readonly halved: Interval
  /** Hotkeys that kept more than half to the end. */
  readonly neverHalved: number
  /** Epochs from turning until another took the uid; null if nobody did. */
  readonly dropped: Interval | null
  /** Hotkeys that held their uid to the end. */
  readonly neverDropped: number
}

/** Epochs before turning whose mean incentive is the usual one. */
const usualOver = 3

interface Fall {
  readonly halved: { readonly epochs: number; readonly reached: boolean }
  readonly dropped: number | null
}

/** Returns how long each kind of miner that turns bad was paid, and kept its place, after it turned. */
export function turnedOf(simulations: readonly Pick<Simulation, 'miners'>[]): readonly TurnedReport[] {
  const records = simulations.flatMap(({ miners }) => miners)
  const names = [...new Set(records.filter(hasTurned).map(({ agent }) => agent.name))]
  return names.map((name) => {
    const falls = records.filter((one) => one.agent.name === name && hasTurned(one)).map(fallOf)
    const dropped = falls.flatMap((one) => one.dropped ?? [])
    return {
      ...{ name, turned: falls.length },
      halved: intervalOf(falls.map(({ halved }) => halved.epochs)),
      neverHalved: falls.filter(({ halved }) => !halved.reached).length,
      dropped: dropped.length === 0 ? null : intervalOf(dropped),
      neverDropped: falls.length - dropped.length,
    }
  })
}

/** Only a miner that was paid when it turned can fall. */
function hasTurned({ agent, incentives }: MinerRecord): boolean {
  const turnsAt = turningOf(agent)
  return turnsAt !== undefined && incentives.length > turnsAt && usualIncentive(incentives, turnsAt) > 0
}

/** Undefined for an agent that does not turn, or cannot say when. */
function turningOf(agent: MinerRecord['agent']): number | undefined {
  try {
    const at: unknown = agent.turnsAt?.(parametersOf(agent))
    return typeof at === 'number' && at >= 0 ? at : undefined
  } catch {
    return undefined
  }
}

const usualIncentive = (incentives: readonly number[], turnsAt: number): number =>
  meanOf(incentives.slice(Math.max(0, turnsAt - usualOver), turnsAt))

function fallOf({ agent, incentives, joined, left }: MinerRecord): Fall {
  const turnsAt = turningOf(agent)!
  const half = usualIncentive(incentives, turnsAt) / 2
  const after = incentives.slice(turnsAt)
  const at = after.findIndex((incentive) => incentive < half)
  return {
    halved: at < 0 ? { epochs: after.length, reached: false } : { epochs: at + 1, reached: true },
    dropped: left === null ? null : left - joined - turnsAt,
  }
}
