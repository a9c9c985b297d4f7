/**
 * Decides which callers a miner serves; throws CALLER_UNKNOWN, CALLER_WITHOUT_PERMIT or CALLER_TOO_FREQUENT.
 * Left out on purpose: authentication, and anything that looks at the body.
 */
export interface Admission {
  /**
   * Called before the body is read, when the hotkey is claimed but not proven. Must be quick and change nothing:
   * any caller can claim any hotkey.
   */
  check(hotkey: string): void
  /** Asked once the signature verified; the place to count requests. May refuse as well. */
  admit?(hotkey: string): void
}

/** Asks all of them, in order. */
export function combineAdmissions(...admissions: readonly Admission[]): Admission {
  return {
    check(hotkey) {
      for (const admission of admissions) admission.check(hotkey)
    },
    admit(hotkey) {
      for (const admission of admissions) admission.admit?.(hotkey)
    },
  }
}
