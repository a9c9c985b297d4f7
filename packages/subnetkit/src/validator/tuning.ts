import { type ByteSize, callback, integer, milliseconds } from '@subnetkit/base'
import type {
  Budgets,
  CoordinatorOptions,
  SamplingPolicy,
  ValidatorListener,
} from '@subnetkit/core/validator'
import { z } from 'zod'

/** Options of every role that go to it as they are, and whose defaults are its own. */
export const tuningFields = {
  retryDelayMs: milliseconds().optional(),
  lockMs: milliseconds().optional(),
  onEvent: callback<ValidatorListener>().optional(),
}

/** Those of a coordinator. */
export const coordinatorTuning = {
  weightsEveryBlocks: integer(1).optional(),
  secretSource: callback<(round: number) => Uint8Array>().optional(),
  miners: callback<NonNullable<CoordinatorOptions['miners']>>().optional(),
  tasksAtOnce: integer(1).optional(),
  maxAnswerBytes: z.custom<ByteSize>().optional(),
  // Parsed by createCoordinator.
  sampling: z.custom<SamplingPolicy>().optional(),
  budgets: z.custom<Budgets>().optional(),
}

/** Those of a worker. */
export const workerTuning = {
  concurrency: integer(1).optional(),
  scoresAtOnce: integer(1).optional(),
}

/** The members of an object that are defined. */
export function defined<T extends object>(
  options: T,
): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof defined<T>
  >
}
