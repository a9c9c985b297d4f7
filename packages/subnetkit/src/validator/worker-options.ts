import { flag, mechanism, milliseconds, netuid, oneOf, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { WorkerOptions, WorkerQueue } from '@subnetkit/core/validator'
import { z } from 'zod'
import { type OperateOptions, operateAddress, operateFields } from '../health/options.js'
import { type HotkeyOptions, type NeuronOptions, neuronFields, runningFields } from '../neuron/options.js'
import { type ClientOptions, clientFields } from './client-options.js'
import { checkState, type SharedState, sharedFields } from './coordinator-options.js'
import { tuningFields, workerTuning } from './tuning.js'

/** Options of {@link runWorker}. The hotkey is that of the validator; to score alone, its address is enough. */
export interface RunWorkerOptions
  extends HotkeyOptions,
    Pick<NeuronOptions, 'log' | 'signals'>,
    ClientOptions,
    SharedState,
    OperateOptions,
    Pick<
      WorkerOptions<never>,
      'label' | 'concurrency' | 'scoresAtOnce' | 'retryDelayMs' | 'lockMs' | 'stopMs' | 'onEvent'
    > {
  /** @default that of the one subnet that the hotkey's coordinator runs in the database */
  readonly netuid?: number | undefined
  /** One mechanism of the subnet. @default all that the definition has */
  readonly mechanism?: number | undefined
  /** Kinds of jobs that it takes. @default both */
  readonly queues?: readonly WorkerQueue[] | undefined
}

const { wallet, hotkey, signer } = neuronFields

export const workerSchema = optionsOf({
  ...{ wallet, hotkey, signer },
  ...runningFields,
  ...sharedFields,
  ...operateFields,
  ...clientFields,
  ...tuningFields,
  ...workerTuning,
  netuid: netuid().optional(),
  mechanism: mechanism().optional(),
  queues: z
    .array(oneOf('query', 'score'), 'a list of query and score')
    .min(1, 'a list of at least one of query and score')
    .default(['query', 'score']),
  label: text('a label').nullable().optional(),
  allowPrivateAddresses: flag().optional(),
  stopMs: milliseconds(0).default(10_000),
})
export type WorkerSettings = z.output<typeof workerSchema>

/** Parses the options, and refuses those that contradict each other. Throws CONFIG_INVALID. */
export function parseWorkerOptions(options: RunWorkerOptions): WorkerSettings {
  const settings = parseOptions(workerSchema, options, 'runWorker')
  checkState('runWorker', settings)
  operateAddress('runWorker', settings)
  return settings
}
