import { checked, integer, milliseconds, optionsOf, port, text } from '@subnetkit/base'
import type { Hyperparameters } from '@subnetkit/core'
import type { ForkOptions } from '@subnetkit/devnet'
import { z } from 'zod'
import type { LogOption } from '../log/record.js'
import { runningFields } from '../neuron/options.js'

/** Options of {@link startDevnet}. */
export interface StartDevnetOptions {
  /**
   * Subnet to register, start and fill with neurons. `//Alice` owns it; each neuron has a coldkey of its own, such as
   * `//miner-1//coldkey`. Its hyperparameters are applied, except for the tempo.
   * @default none: a bare chain
   */
  readonly subnet?: { readonly name: string; readonly hyperparameters: Hyperparameters } | undefined
  /** Miners to register, with the hotkeys `//miner-1`, `//miner-2`, … @default 1 */
  readonly miners?: number | undefined
  /** Validators to register, with stake and a permit, and the hotkeys `//validator-1`, … @default 1 */
  readonly validators?: number | undefined
  /** Blocks from one epoch of the subnet to the next. @default 40, which is 10 s */
  readonly tempo?: number | undefined
  /** Port on 127.0.0.1; 0 picks a free one. @default 9944, the port of `network: 'local'` */
  readonly port?: number | undefined
  /** Milliseconds from block to block. @default 250 */
  readonly blockTime?: number | undefined
  /**
   * Subnet of another chain to go on from, instead of `subnet`: see `fork` of `createDevnet`.
   * @default none
   */
  readonly fork?: ForkOptions | undefined
  /** Spec version of the runtime: see `specVersion` of `createDevnet`. @default 425, or that of the fork */
  readonly specVersion?: number | undefined
  /** Seed of a reproducible chain. @default none: the clock starts now */
  readonly seed?: string | undefined
  /** Origins of web pages that may use the port, besides pages of this machine, such as `https://polkadot.js.org`. @default none */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Destination of logs, see {@link LogOption}. @default 'info' */
  readonly log?: LogOption | undefined
  /**
   * Close everything and exit with code 0 on SIGINT and SIGTERM; or a signal that closes everything when it aborts.
   * @default true
   */
  readonly signals?: boolean | AbortSignal | undefined
}

export const devnetSchema = optionsOf({
  ...runningFields,
  subnet: checked<NonNullable<StartDevnetOptions['subnet']>>(
    (value) => typeof value === 'object' && value !== null && 'hyperparameters' in value,
    'a subnet made by defineSubnet',
  ).optional(),
  miners: integer(0, 200).default(1),
  // The chain grants at most 64 permits.
  validators: integer(0, 64).default(1),
  tempo: integer(1, 65_535).default(40),
  port: port().default(9_944),
  blockTime: milliseconds().default(250),
  fork: checked<ForkOptions>(
    (value) => typeof value === 'object' && value !== null && 'endpoint' in value,
    'an endpoint and a netuid to fork',
  ).optional(),
  specVersion: integer(1, 0xffff_ffff).optional(),
  seed: text().optional(),
  allowedOrigins: z.array(text('an origin')).default([]),
})
export type DevnetSettings = z.output<typeof devnetSchema>
