import { type ByteSize, callback, flag, integer, milliseconds, optionsOf } from '@subnetkit/base'
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

/** Limits of the past that a validator keeps. */
export interface KeepOptions {
  /** Rounds whose receipts, and secrets, are kept. @default 200 */
  readonly keepRounds?: number | undefined
  /** Blocks for which they are kept at most. @default no limit */
  readonly keepBlocks?: number | undefined
  /** Size of the receipts that are kept, in bytes; beyond it the oldest rounds go. @default no limit */
  readonly keepBytes?: number | undefined
  /**
   * The same, apart for what is large: rounds whose receipts are kept with hashes, scores and parts (instead of `keepRounds`), and those of them whose
   * questions and answers are. Beyond these a sample keeps them, and whatever was not scored or has flags.
   * @default as many as keepRounds, all with questions and answers
   */
  readonly retention?:
    | { readonly bodies?: number | undefined; readonly hashes?: number | undefined }
    | undefined
  /** Characters of JSON kept of each question and answer; a larger one is cut, and no replay scores it again. @default 16_384 */
  readonly keepBodyChars?: number | undefined
}

/** Rounds of which bodies and hashes are kept. */
export const retentionOptions = optionsOf({ bodies: integer(0).optional(), hashes: integer(1).optional() })

/** Fields of {@link KeepOptions}. */
const keepFields = {
  keepRounds: integer(1).optional(),
  keepBlocks: integer(1).optional(),
  keepBytes: integer(1).optional(),
  retention: retentionOptions.optional(),
  keepBodyChars: integer(16).optional(),
}

/** The options of the store for what is kept. */
export const keepOf = ({ keepRounds, keepBlocks, keepBytes, keepBodyChars, retention = {} }: KeepOptions) =>
  defined({
    ...{ keepRounds: retention.hashes ?? keepRounds, keepBlocks, keepBytes },
    ...{ keepBodies: retention.bodies, maxJsonLength: keepBodyChars },
  })

/** Those of a coordinator. */
export const coordinatorTuning = {
  ...keepFields,
  weightsEveryBlocks: integer(1).optional(),
  lease: flag().optional(),
  secretSource: callback<(round: number) => Uint8Array>().optional(),
  miners: callback<NonNullable<CoordinatorOptions['miners']>>().optional(),
  tasksAtOnce: integer(1).optional(),
  maxAnswerBytes: z.custom<ByteSize>().optional(),
  // Parsed by createCoordinator.
  packageHash: z.custom<string | null>().optional(),
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
