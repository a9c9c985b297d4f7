import type { ScaleResult } from './result.js'

/** Lengths of a round, in seconds. */
export const roundLengths = [
  { name: '1 h', seconds: 3_600 },
  { name: '72 min (an epoch)', seconds: 4_320 },
  { name: '5 min', seconds: 300 },
  { name: '1 min', seconds: 60 },
  { name: '12 s (each block)', seconds: 12 },
] as const

/** Machines that the load is compared with: one of these gives out first. */
export const reference = {
  redisCores: 1,
  workerCores: 16,
  postgresCores: 8,
  /** Days of receipts that a disk has to hold, and its size in GB. */
  days: 7,
  diskGb: 2_000,
} as const

/** Load of rounds of one length, extrapolated to all subnets. */
export interface Plan {
  readonly name: string
  readonly jobsPerSecond: number
  readonly tasksPerSecond: number
  /** Busy cores of each part; null for one that was not measured. */
  readonly redisCores: number | null
  readonly postgresCores: number | null
  readonly workerCores: number
  readonly receiptsPerDay: number
  readonly gbPerDay: number
  /** Part of the reference that is used most, and its share in use: above 1 it gives out. */
  readonly first: { readonly name: string; readonly used: number }
  /** Subnets that one more worker core carries. */
  readonly subnetsPerCore: number
}

/** CPU of a worker for a task, in µs: the engine with the rubric, and the call. */
export const workerUs = ({ engine, calls }: Pick<ScaleResult, 'engine' | 'calls'>) =>
  engine.nodeUs + calls.signedUs

export function planOf(result: ScaleResult): readonly Plan[] {
  return roundLengths.map(({ name, seconds }) => planFor(result, name, seconds))
}

function planFor(result: ScaleResult, name: string, seconds: number): Plan {
  const { engine, load } = result
  const { subnets, miners, tasks } = load
  const tasksPerSecond = (subnets * miners * tasks) / seconds
  const cores = (us: number | null) => (us === null ? null : (tasksPerSecond * us) / 1e6)
  const workerCores = cores(workerUs(result))!
  const redisCores = cores(engine.redisUs)
  const postgresCores = cores(engine.postgresUs)
  const receiptsPerDay = tasksPerSecond * 86_400
  const gbPerDay = (receiptsPerDay * engine.receiptBytes) / 1e9
  const used = [
    { name: 'Redis', used: (redisCores ?? 0) / reference.redisCores },
    { name: 'PostgreSQL', used: (postgresCores ?? 0) / reference.postgresCores },
    { name: 'workers', used: workerCores / reference.workerCores },
    { name: 'disk', used: (gbPerDay * reference.days) / reference.diskGb },
  ]
  return {
    ...{ name, tasksPerSecond, redisCores, postgresCores, workerCores, receiptsPerDay, gbPerDay },
    // A query and a score for each miner.
    jobsPerSecond: (subnets * miners * 2) / seconds,
    first: used.reduce((most, one) => (one.used > most.used ? one : most)),
    subnetsPerCore: subnets / workerCores,
  }
}
