import { flag, milliseconds, number, optionsOf } from '@subnetkit/base'
import type { LegacyNonceRules } from './nonce-memory.js'

/** How strictly an axon holds its callers to the protocol. */
export interface LegacyAxonRules extends LegacyNonceRules {
  /** Refuses requests without a signature, a hotkey or a uuid; v10 takes those without a signature for verified. */
  readonly requireSignature: boolean
  /** Whether blacklists are asked after the signature verified; v10 asks them before, of a claimed hotkey. */
  readonly verifyFirst: boolean
  /** Wants one readable `bt_header_input_obj_*` for each required field, as v10; nothing depends on them here. */
  readonly requireInputObjects: boolean
  /** Answers a malformed request with 400 and the reason; v10 answers 500 and a number. */
  readonly explainBadRequests: boolean
}

/** What our axons do: everything that a well-behaved v10 dendrite sends passes. */
export const strictLegacyRules: LegacyAxonRules = {
  requireSignature: true,
  verifyFirst: true,
  requireInputObjects: false,
  explainBadRequests: true,
  windowForAll: true,
  futureMs: 4_000,
  maxTimeoutSeconds: 60,
}

/** What a v10 axon does, its gaps included; for tests and for measuring oneself against one. */
export const v10LegacyRules: LegacyAxonRules = {
  requireSignature: false,
  verifyFirst: false,
  requireInputObjects: true,
  explainBadRequests: false,
  windowForAll: false,
  futureMs: null,
  maxTimeoutSeconds: null,
}

const { requireSignature, verifyFirst, requireInputObjects, explainBadRequests } = strictLegacyRules

/** Rules as they are given: what is left out, or undefined, is strict. */
export const legacyAxonRules = optionsOf({
  requireSignature: flag().default(requireSignature),
  verifyFirst: flag().default(verifyFirst),
  requireInputObjects: flag().default(requireInputObjects),
  explainBadRequests: flag().default(explainBadRequests),
  windowForAll: flag().default(strictLegacyRules.windowForAll),
  futureMs: milliseconds(0).nullable().default(strictLegacyRules.futureMs),
  maxTimeoutSeconds: number(0, 86_400).nullable().default(strictLegacyRules.maxTimeoutSeconds),
})
