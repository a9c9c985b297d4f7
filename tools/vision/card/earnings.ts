import { createHash } from 'node:crypto'
import { createImageSubnet } from '@subnetkit/subnet-image'
import type { Painter } from '@subnetkit/vision'
import { type FoldedTask, scoreAnswer } from 'subnetkit'
import type { CardRole } from './miners.js'

/** Earnings and costs of a miner, as means of its rounds. */
export interface Earnings extends CardRole {
  readonly score: number
  /** CPU time of the miner, in ms. */
  readonly ms: number
  /** Weight beside one miner that does all of the work, as a share. */
  readonly share: number
  /** Weight for its CPU time, against the weight for that of the miner that does all of the work. */
  readonly perWork: number
}

/** Costs of rounds for the validator, as means for one miner and round. */
export interface Cost {
  readonly requests: number
  readonly bytesOut: number
  readonly bytesIn: number
  /** CPU time to draw the tasks once, in ms. */
  readonly drawMs: number
  /** CPU time to score the answers of the miner that does all of the work, in ms. */
  readonly scoreMs: number
}

/** Length of a play. */
export interface Play {
  readonly rounds: number
  /** Most tasks of each family that are asked. @default all */
  readonly tasksEach?: number
}

/** Plays rounds with each miner alone: the first does all of the work. */
export async function playCard(
  roles: readonly CardRole[],
  painter: Painter,
  play: Play,
): Promise<{ readonly earnings: readonly Earnings[]; readonly cost: Cost }> {
  const subnet = createImageSubnet({ painters: async () => [painter] })
  const played = []
  for (const role of roles) played.push({ role, ...(await playMiner(subnet, role, play)) })
  const [first] = played
  const weight = (standing: number) => subnet.incentive.weights.shares([standing, first!.standing])
  const earnings = played.map(({ role, score, standing, ms }) => {
    // Weights are relative: the share beside the first gives the weight in units of the first one's.
    const [own, other] = weight(standing) as [number, number]
    const perWork = (own / other) * (first!.ms / Math.max(1, ms))
    return { ...role, score, ms, share: own, perWork: role === first!.role ? 1 : perWork }
  })
  return { earnings, cost: first!.cost }
}

async function playMiner(
  subnet: ReturnType<typeof createImageSubnet>,
  { name, miner }: CardRole,
  { rounds, tasksEach = Number.POSITIVE_INFINITY }: Play,
) {
  const sum = { score: 0, ms: 0, requests: 0, bytesOut: 0, bytesIn: 0, drawMs: 0, scoreMs: 0 }
  const { scoreboard } = subnet.incentive
  let state = scoreboard.start()
  for (let number = 0; number < rounds; number++) {
    const secret = createHash('sha256').update(`card ${number}`).digest()
    const round = { netuid: 1, mechanism: 0, number, secret }
    const drawing = cpu()
    const drawn = subnet.tasks.tasksFor(round, name)
    sum.drawMs += drawing()
    const tasks = drawn.filter(
      ({ family }, at) => drawn.slice(0, at).filter((one) => one.family === family).length < tasksEach,
    )
    const results: FoldedTask[] = []
    for (const task of tasks) {
      sum.requests += 1
      sum.bytesOut += bytesIn(task.input)
      const input = await subnet.protocol[task.synapse].input.parseAsync(task.input)
      const working = cpu()
      const output = await miner[task.synapse]({ input } as never)
      sum.ms += working()
      sum.bytesIn += bytesIn(output)
      const scoring = cpu()
      const { value } = await scoreAnswer(subnet, { task, output, latencyMs: 100 } as never)
      sum.scoreMs += scoring()
      sum.score += value / tasks.length
      results.push({ family: task.family, outcome: 'scored', score: value })
    }
    const mean = results.reduce((total, one) => total + one.score, 0) / results.length
    const { length } = results
    state = scoreboard.fold(state, { mean, tasks: length, answered: length, results, peers: [] })
  }
  const { score, ms, ...cost } = Object.fromEntries(
    Object.entries(sum).map(([what, value]) => [what, value / rounds]),
  ) as typeof sum
  return { score, standing: scoreboard.score(state), ms, cost }
}

/** Begins to count CPU time; the result returns what this process has spent since, in ms. */
function cpu(): () => number {
  const begun = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / 1_000
  }
}

/** Bytes of a message: binary values as they are, the rest as JSON. */
function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + bytesIn(one), 0)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)?.length ?? 0
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + 4 + bytesIn(one), 0)
}
