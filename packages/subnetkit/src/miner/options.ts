import { isIP } from 'node:net'
import type { Admission, RateLimitOptions, RequestVerifierOptions, ServerLimits } from '@subnetkit/transport'
import { z } from 'zod'
import {
  instance,
  integer,
  type NeuronOptions,
  netuid,
  neuronSchemas,
  placeObjection,
  port,
} from '../neuron/options.js'

/** Which callers of the subnet are served. */
export interface AdmissionRules {
  /**
   * Stake that a caller without a validator permit may show instead, in rao; null accepts the permit alone.
   * @default null
   */
  readonly minStake?: bigint | null | undefined
  /** Whether callers need a validator permit (or `minStake`). @default true */
  readonly requirePermit?: boolean | undefined
}

/** Where others reach a miner, when that is not where it listens. */
export interface PublishedAxon {
  /** IPv4 or IPv6 address. @default the address that the miner listens on */
  readonly host?: string | undefined
  /** @default the port that the miner listens on */
  readonly port?: number | undefined
}

/** Options of {@link runMiner}. */
export interface RunMinerOptions extends NeuronOptions {
  /**
   * The subnet that the miner is registered on.
   * @default none: a miner without a chain, which then has to say whom it admits
   */
  readonly netuid?: number | undefined
  /** Address to listen on; `0.0.0.0` or `::` for all. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** 0 takes a free one. @default 8091 */
  readonly port?: number | undefined
  /**
   * What is published on chain as this miner's axon; false publishes nothing.
   * @default where the miner listens, when `netuid` is given
   */
  readonly axon?: PublishedAxon | false | undefined
  /**
   * Who is served: rules for callers of the subnet, or an admission of your own; null serves every caller whose
   * signature verifies.
   * @default validators of the subnet: registered, with a validator permit
   */
  readonly admission?: AdmissionRules | Admission | null | undefined
  /** Requests of one caller in a window; null for no limit. @default 600 in 60000 ms */
  readonly rateLimit?: RateLimitOptions | null | undefined
  readonly limits?: Partial<ServerLimits> | undefined
  /** How signatures are judged. */
  readonly auth?: Omit<RequestVerifierOptions, 'hotkey'> | undefined
}

const optionsOf = <T extends object>() => instance<T>('an object of options')

const fields = z.strictObject({
  ...neuronSchemas,
  netuid: netuid.optional(),
  host: z.string('it must be an address').min(1, 'it must not be empty').default('127.0.0.1'),
  port: port.default(8_091),
  axon: z
    .union(
      [
        z.literal(false),
        z.strictObject({ host: z.string().min(1).optional(), port: integer(1, 65_535).optional() }),
      ],
      'it must be false, or { host, port }',
    )
    .default({}),
  admission: z
    .union(
      [
        z.null(),
        instance<Admission>('an admission', 'check'),
        z.strictObject({
          minStake: z.bigint().min(0n).nullable().default(null),
          requirePermit: z.boolean().default(true),
        }),
      ],
      'it must be null, { minStake, requirePermit } or an object with check(hotkey)',
    )
    .default({ minStake: null, requirePermit: true }),
  // Parsed by serveMiner, with what it means.
  rateLimit: optionsOf<RateLimitOptions>().nullable().optional(),
  limits: optionsOf<Partial<ServerLimits>>().optional(),
  auth: optionsOf<Omit<RequestVerifierOptions, 'hotkey'>>().optional(),
})

export type MinerSettings = z.output<typeof fields>

export const minerSchema = fields.superRefine((settings, context) => {
  const refuse = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', path, message })
  if (settings.netuid === undefined) checkWithoutSubnet(settings, refuse)
  else checkSubnet(settings, refuse)
})

type Refuse = (message: string, ...path: string[]) => void

/** Fails closed: nobody is served for want of an option. */
function checkWithoutSubnet({ admission, network, chain }: MinerSettings, refuse: Refuse): void {
  if (network !== undefined || chain !== undefined) {
    refuse('a network is given, but not the subnet to serve on it', 'netuid')
  } else if (admission !== null && !('check' in admission)) {
    refuse('it is needed to know whom to admit: give it, or pass an admission or null', 'netuid')
  }
}

/** An address that only says "all of this machine" cannot be called by others. */
function checkSubnet({ axon, host, ...place }: MinerSettings, refuse: Refuse): void {
  const objection = placeObjection(place)
  if (objection !== null) refuse(objection, 'network')
  if (axon === false) return
  const published = axon.host ?? host
  if (isIP(published) === 0) {
    refuse(`${published} is no IP address, and the chain stores no names`, 'axon', 'host')
  } else if (published === '0.0.0.0' || published === '::') {
    refuse(`the miner listens on ${published}; name the address at which others reach it`, 'axon', 'host')
  }
}
