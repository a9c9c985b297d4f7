import { z } from 'zod'

const cost = z.number().nonnegative()

/** Load to play, and what it was measured on. */
const loadSchema = z.object({
  subnets: z.number(),
  miners: z.number(),
  tasks: z.number(),
  /** Subnets that were played; the others are extrapolated. */
  played: z.number(),
  /** Rounds of each that were measured, after one that was not. */
  rounds: z.number(),
})

const machineSchema = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryGb: z.number(),
  node: z.string(),
  redis: z.string().nullable(),
  postgres: z.string().nullable(),
})

/** Jobs that do nothing, in µs of CPU a job. */
const queueSchema = z.object({
  jobs: z.number(),
  addRedisUs: cost,
  addNodeUs: cost,
  runRedisUs: cost,
  runNodeUs: cost,
  /** Memory of Redis for a job that waits, in bytes. */
  waitingBytes: cost,
})

/** Rounds of the engine, in µs of CPU a task. */
const engineSchema = z.object({
  tasks: z.number(),
  /** Wall time of the rounds, in seconds. */
  seconds: cost,
  nodeUs: cost,
  /** Null without the server. */
  redisUs: cost.nullable(),
  postgresUs: cost.nullable(),
  /** Stored of a task, with indexes, in bytes. */
  receiptBytes: cost,
  /** Of these, question and answer. */
  bodyBytes: cost,
})

const scoringSchema = z.object({ drawUs: cost, scoreUs: cost })

/** Calls of miners over HTTP on the loopback, in µs of CPU of the caller a task; of that the signature. */
const callsSchema = z.object({ signedUs: cost, signUs: cost })

export const resultSchema = z.object({
  date: z.string(),
  machine: machineSchema,
  load: loadSchema,
  queue: queueSchema.nullable(),
  engine: engineSchema,
  scoring: scoringSchema,
  calls: callsSchema,
  /** Sentences on what was left out. */
  skipped: z.array(z.string()),
})

export type ScaleResult = z.output<typeof resultSchema>
export type Load = ScaleResult['load']
