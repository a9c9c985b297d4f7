import { callback, integer, made, optionsOf } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { keypairField } from '../http/option-fields.js'
import { type ServerOptions, serverFields } from '../server/server-options.js'
import type { LegacyFailure } from './axon-exchange.js'
import { type LegacyAxonRules, legacyAxonRules } from './axon-rules.js'
import type { LegacyClaim, LegacyRoute } from './legacy-route.js'

/** Options of `serveLegacyAxon`; `admission` holds besides the blacklists. */
export interface LegacyAxonOptions extends Pick<ServerOptions, 'admission' | 'host' | 'port' | 'limits'> {
  /** The hotkey of the miner, sr25519: requests must be signed for it, and refusals are signed with it. */
  readonly keypair: Keypair
  readonly routes: readonly LegacyRoute[]
  /** Replaces the checks of nonce and signature; a rejection refuses with 401. @default those of v10 */
  readonly verify?: ((claim: LegacyClaim) => void | Promise<void>) | undefined
  /** @default strictLegacyRules */
  readonly rules?: Partial<LegacyAxonRules> | undefined
  /** Maximum number of pairs of hotkey and dendrite uuid whose last nonce is remembered. @default 100000 */
  readonly maxNonces?: number | undefined
  /** Unix time in ns. @default the clock of this machine */
  readonly now?: (() => bigint) | undefined
  /** Listens to every refusal and failure, with its cause; the caller gets less detail. @default none */
  readonly onError?: ((failure: LegacyFailure) => void) | undefined
}

const { admission, host, port, limits } = serverFields

export const legacyAxonOptions = optionsOf({
  ...{ admission, host, port, limits },
  keypair: keypairField(),
  routes: z.array(made<LegacyRoute>('a route'), { error: 'an array of routes' }).readonly(),
  verify: callback<NonNullable<LegacyAxonOptions['verify']>>().optional(),
  rules: legacyAxonRules.prefault({}),
  maxNonces: integer(1).default(100_000),
  now: callback<() => bigint>().default(() => () => BigInt(Date.now()) * 1_000_000n),
  onError: callback<NonNullable<LegacyAxonOptions['onError']>>().optional(),
})
