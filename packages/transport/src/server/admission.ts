import { isSubnetError } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'

/**
 * Decides which callers a miner serves; throws CALLER_UNKNOWN, CALLER_WITHOUT_PERMIT, CALLER_BANNED or
 * CALLER_TOO_FREQUENT. Left out on purpose: authentication, and anything that looks at the body.
 */
export interface Admission {
  /**
   * Called before the body is read, when the hotkey is claimed but not proven. Must be quick and change nothing:
   * any caller can claim any hotkey. `address` is the IP address of the other end, which may be a proxy; null once
   * the connection is closed. `kind` is `service` for a handshake of a session and a request for receipts.
   */
  check(hotkey: string, address: string | null, kind?: 'call' | 'service'): void
  /** Asked once the signature verified; the place to count requests. May refuse as well. */
  admit?(hotkey: string, address: string | null, kind?: 'call' | 'service'): void
  /** Weight of a caller where callers have to wait, such as its stake in TAO; 0 or more, higher first. */
  priority?(hotkey: string): number
  /** Reason in one word why this admission cannot decide yet, such as `metagraph`; null when it can. */
  unready?(): string | null
}

/** Asks all of them, in order. The priority of a caller is the highest that any of them gives. */
export function combineAdmissions(...admissions: readonly Admission[]): Admission {
  return {
    check(...request) {
      for (const admission of admissions) admission.check(...request)
    },
    admit(...request) {
      for (const admission of admissions) admission.admit?.(...request)
    },
    priority: (hotkey) =>
      admissions.reduce((most, admission) => Math.max(most, admission.priority?.(hotkey) ?? 0), 0),
    unready() {
      for (const admission of admissions) {
        const reason = admission.unready?.() ?? null
        if (reason !== null) return reason
      }
      return null
    },
  }
}

/**
 * Wraps an admission so that its own failures are not taken for refusals: anything it throws besides errors of a catalogue
 * becomes ADMISSION_FAILED. If its `unready` throws, it counts as not ready.
 */
export function guardAdmission(admission: Admission): Admission {
  function decide<T>(hotkey: string, action: () => T): T {
    try {
      return action()
    } catch (cause) {
      throw isSubnetError(cause) ? cause : transportError('ADMISSION_FAILED', { hotkey }, { cause })
    }
  }
  return {
    check: (hotkey, ...rest) => decide(hotkey, () => admission.check(hotkey, ...rest)),
    admit: (hotkey, ...rest) => decide(hotkey, () => admission.admit?.(hotkey, ...rest)),
    priority: (hotkey) => decide(hotkey, () => admission.priority?.(hotkey) ?? 0),
    unready() {
      try {
        return admission.unready?.() ?? null
      } catch {
        return 'admission'
      }
    },
  }
}
