import { Redis } from 'ioredis'
import { cpuMsOf } from '../bench/cpu.js'

/** CPU time of the parts of a validator, in µs, and of a server that is not there null. */
export interface PartCosts {
  readonly node: number
  readonly redis: number | null
  readonly postgres: number | null
}

/** Reads how much CPU time the parts have used so far. */
export interface CostReader extends AsyncDisposable {
  read(): Promise<PartCosts>
  /** Memory that Redis uses, in bytes; null without it. */
  redisMemory(): Promise<number | null>
  /** Version of Redis; null without it. */
  redisVersion(): Promise<string | null>
}

export function createCostReader(redisUrl: string | null, postgresPid: number | null): CostReader {
  const redis = redisUrl === null ? null : new Redis(redisUrl)
  const field = async (section: string, name: string) =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec((await redis?.info(section)) ?? '')?.[1] ?? null
  const seconds = async (name: string) => Number((await field('cpu', name)) ?? 0)
  return {
    async read() {
      const { user, system } = process.cpuUsage()
      const used = redis === null ? null : (await seconds('used_cpu_user')) + (await seconds('used_cpu_sys'))
      const postgresMs = postgresPid === null ? null : cpuMsOf(postgresPid)
      return {
        node: user + system,
        redis: used === null ? null : used * 1e6,
        postgres: postgresMs === null ? null : postgresMs * 1e3,
      }
    },
    async redisMemory() {
      const bytes = await field('memory', 'used_memory')
      return bytes === null ? null : Number(bytes)
    },
    redisVersion: () => field('server', 'redis_version'),
    [Symbol.asyncDispose]: async () => redis?.disconnect(),
  }
}

/** Returns what lies between two readings. */
export function spent(before: PartCosts, after: PartCosts): PartCosts {
  const between = (one: number | null, other: number | null) =>
    one === null || other === null ? null : other - one
  return {
    node: after.node - before.node,
    redis: between(before.redis, after.redis),
    postgres: between(before.postgres, after.postgres),
  }
}
