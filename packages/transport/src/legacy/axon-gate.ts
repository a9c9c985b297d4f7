import type { Socket } from 'node:net'
import { isSubnetError, reasonOf, withDeadline } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import type { ServerLimits } from '../http/limits.js'
import type { Admission } from '../server/admission.js'
import type { AxonExchange } from './axon-exchange.js'
import type { LegacyAxonRules } from './axon-rules.js'
import { claimRequest, routeOf } from './claim-request.js'
import type { LegacyClaim, LegacyRoute } from './legacy-route.js'
import { floatText } from './python-float.js'

interface GateOptions {
  readonly rules: LegacyAxonRules
  readonly routes: ReadonlyMap<string, LegacyRoute>
  readonly limits: ServerLimits
  readonly admission: Admission | null
  readonly verify: (claim: LegacyClaim) => void | Promise<void>
  /** Counts a signature that is checked; the returned function takes it back. Throws CLAIM_TOO_FREQUENT. */
  readonly count: (socket: Socket, hotkey: string) => () => void
}

/** Lets a request pass to its body, and records the claim in the exchange. */
export type Gate = (exchange: AxonExchange) => Promise<NonNullable<AxonExchange['claim']>>

/**
 * Everything up to the body, while nothing has been read that a stranger could choose to be large: route, headers,
 * admission, signature, blacklist.
 */
export function createGate({ rules, routes, limits, admission, verify, count }: GateOptions): Gate {
  /** A subnet's decision about a caller must not keep the request open for longer than its body might. */
  function inTime<T>(decision: T | Promise<T>): Promise<T> {
    const { bodyTimeoutMs } = limits
    const late = () => transportError('LEGACY_TOO_SLOW', { timeout: floatText(bodyTimeoutMs / 1000) })
    return withDeadline(Promise.resolve(decision), bodyTimeoutMs, late)
  }

  async function prove(claim: LegacyClaim, socket: Socket): Promise<void> {
    const forget = count(socket, claim.headers.dendrite.hotkey ?? '')
    try {
      await inTime(verify(claim))
      forget()
    } catch (thrown) {
      if (isSubnetError(thrown, 'LEGACY_NOT_VERIFIED') || isSubnetError(thrown, 'AUTH_STORE_FULL'))
        throw thrown
      const detail = reasonOf(thrown)
      throw transportError('LEGACY_NOT_VERIFIED', { detail }, { cause: thrown })
    }
  }

  return async (exchange) => {
    const { request } = exchange
    const peer = request.socket.remoteAddress ?? null
    if (request.rawHeaders.length > 2 * limits.headerCount) {
      throw transportError('TOO_MANY_HEADERS', { limit: limits.headerCount })
    }
    const route = routeOf(routes, request)
    const headers = claimRequest(request, route, rules)
    exchange.claim = { route, headers }
    const claim = { synapse: route.synapse.name, headers }
    const hotkey = headers.dendrite.hotkey ?? ''
    if (admission) asBlacklist(hotkey, () => admission.check(hotkey, peer))
    if (rules.verifyFirst) await prove(claim, request.socket)
    const reason = await inTime(route.blacklist?.(claim) ?? null)
    if (reason !== null) throw transportError('LEGACY_BLACKLISTED', { detail: reason })
    if (!rules.verifyFirst) await prove(claim, request.socket)
    if (admission) asBlacklist(hotkey, () => admission.admit?.(hotkey, peer))
    return exchange.claim
  }
}

/** A refusal of the admission is a blacklisting to v10; its own failure is not. */
function asBlacklist(hotkey: string, decide: () => void): void {
  try {
    decide()
  } catch (thrown) {
    if (!isSubnetError(thrown)) throw transportError('ADMISSION_FAILED', { hotkey }, { cause: thrown })
    throw transportError('LEGACY_BLACKLISTED', { detail: thrown.message }, { cause: thrown })
  }
}
