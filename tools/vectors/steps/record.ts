import { z } from 'zod'

// Strict, as all vectors: a field that is not read is a problem, never skipped.

/** Version of the runtime that the steps were recorded on. */
export const recordedVersion = 293

/** A call of a recorded step; `@name` stands for the account of `//name`. */
const call = z.strictObject({
  by: z.string(),
  call: z.string(),
  args: z.record(z.string(), z.unknown()),
  both: z.boolean().optional(),
})

/** `[item, keys, value]`, written before the step. */
const write = z.tuple([z.string(), z.array(z.unknown()), z.unknown()])

const verdict = z.string().regex(/^(equal$|fault: |newer: |documented: |lab: )/)

export const recordedStep = z.strictObject({
  group: z.string(),
  name: z.string().optional(),
  by: z.string(),
  call: z.string(),
  args: z.record(z.string(), z.unknown()),
  /** Dispatched by root. */
  sudo: z.literal(true).optional(),
  /** Alone inside `Utility.batch`. */
  batch: z.literal(true).optional(),
  pre: z.array(write).optional(),
  setup: z.array(call).optional(),
  /** Empty blocks between the preparations and the step. */
  blocks: z.number().int().optional(),
  real: z.strictObject({
    outcome: z.string(),
    events: z.array(z.strictObject({ name: z.string(), data: z.string() })),
    storage: z.array(z.strictObject({ item: z.string(), key: z.string(), value: z.string().nullable() })),
  }),
  verdict: z.union([verdict.transform((one) => [one]), z.array(verdict)]),
})

/** A single call, with what came of it on the real runtime. */
export type RecordedStep = z.infer<typeof recordedStep>

/** Result of a step, in the form of the records. */
export type Outcome = RecordedStep['real']

export type RecordedCall = z.infer<typeof call>
export type RecordedWrite = z.infer<typeof write>
