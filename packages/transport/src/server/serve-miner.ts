import { callback, made, optionError, optionsOf, parseOptions } from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { createRequestVerifier, type RequestVerifierOptions } from '../btauth/verify-request.js'
import { addressField } from '../http/option-fields.js'
import { combineAdmissions } from './admission.js'
import { type CallerList, callerListField, callerLists } from './caller-lists.js'
import { checkHandlers, type Handlers } from './handlers.js'
import { type RateLimitOptions, rateLimit } from './rate-limit.js'
import { type ProtocolServer, serveProtocol } from './serve-protocol.js'
import { type ServerOptions, serverFields } from './server-options.js'

/** Options of {@link serveMiner}. {@link metagraphAdmission} admits the validators of a subnet. */
export interface MinerOptions extends ServerOptions {
  /** Own hotkey: requests must be addressed to it. The secret is not needed to serve. */
  readonly hotkey: string
  /** Callers that are served whatever `admission` says. @default none */
  readonly allow?: CallerList | undefined
  /** Callers that are never served; wins over `allow`. @default none */
  readonly ban?: CallerList | undefined
  /**
   * Weight of a caller where requests have to wait for a handler: 0 or more, higher first.
   * @default that of `admission`; metagraphAdmission gives the stake in TAO
   */
  readonly priority?: ((hotkey: string) => number) | undefined
  /**
   * Requests of one caller in a window.
   * @default 600 requests in 60000 ms; null for no limit
   */
  readonly rateLimit?: RateLimitOptions | null | undefined
  /** Options for verifying signatures. @default see RequestVerifierOptions */
  readonly auth?: Omit<RequestVerifierOptions, 'hotkey'> | undefined
}

/** A miner that listens. Disposing it is `close`. */
export interface MinerServer extends ProtocolServer {
  readonly hotkey: string
}

const minerOptions = optionsOf({
  ...serverFields,
  hotkey: addressField(),
  allow: callerListField().prefault({}),
  ban: callerListField().prefault({}),
  priority: callback<(hotkey: string) => number>().optional(),
  rateLimit: made<RateLimitOptions>('an object with limit and windowMs, or null for no limit')
    .nullable()
    .default({ limit: 600, windowMs: 60_000 }),
  auth: made<Omit<RequestVerifierOptions, 'hotkey'>>('an object').optional(),
})

/**
 * Serves the synapses of a subnet; the handlers' types follow from its protocol. Throws CONFIG_INVALID for a handler
 * that is missing, surplus or no function, an invalid option, or an address that cannot be listened on.
 * @example
 * await using miner = await serveMiner(subnet, {
 *   complete: async ({ input, caller }) => ({ completion: await answer(input.prompt) }),
 * }, { hotkey: keypair.address, admission: metagraphAdmission({ netuid: 1, metagraph }) })
 */
export async function serveMiner<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  handlers: Handlers<P>,
  options: MinerOptions,
): Promise<MinerServer> {
  checkHandlers(subnet, handlers, 'serveMiner')
  const parsed = parseOptions(minerOptions, options, 'serveMiner')
  const { hotkey, admission, allow, ban, priority, rateLimit: rate, auth, ...serving } = parsed
  checkKey('sessions', serving.sessions?.keypair, hotkey)
  checkKey('receipts', serving.receipts?.keypair, hotkey)
  const lists = { ...callerLists({ allow, ban, admission }), ...(priority && { priority }) }
  const listening = await serveProtocol({
    ...serving,
    protocol: subnet.protocol,
    handlers,
    verifier: createRequestVerifier({ ...auth, hotkey }),
    admission: rate === null ? lists : combineAdmissions(lists, rateLimit(rate)),
  })
  return { ...listening, hotkey }
}

/** Callers check the signatures of handshakes and batches against the hotkey that they called. */
function checkKey(option: string, keypair: Keypair | undefined, hotkey: string): void {
  if (!keypair || (keypair.address === hotkey && keypair.scheme === 'sr25519')) return
  const given = `the ${keypair.scheme} key of ${keypair.address}`
  throw optionError(`serveMiner ${option}.keypair`, given, `the sr25519 key of ${hotkey}`)
}
