import { flag, milliseconds, number, optionsOf } from '@subnetkit/base'
import type { LegacyNonceRules } from './nonce-memory.js'

/** Strictness with which an axon applies the protocol. */
export interface LegacyAxonRules extends LegacyNonceRules {
  /** Refuses requests without a signature, a hotkey or a uuid; v10 treats unsigned ones as verified. */
  readonly requireSignature: boolean
  /** Runs blacklists after the signature verified; v10 runs them before, on a claimed hotkey. */
  readonly verifyFirst: boolean
  /** Requires one readable `bt_header_input_obj_*` per required field, as v10 does; nothing depends on them here. */
  readonly requireInputObjects: boolean
  /** Answers a malformed request with 400 and the reason; v10 answers 500 and a number. */
  readonly explainBadRequests: boolean
}

/** Rules of our axons: everything that a well-behaved v10 dendrite sends passes. */
export const strictLegacyRules: LegacyAxonRules = {
  requireSignature: true,
  verifyFirst: true,
  requireInputObjects: false,
  explainBadRequests: true,
  windowForAll: true,
  futureMs: 4_000,
  maxTimeoutSeconds: 60,
}

/** Rules of a v10 axon, its gaps included; for tests and comparisons. */
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

/** Partial rules: fields left out, or undefined, are strict. */
export const legacyAxonRules = optionsOf({
  requireSignature: flag().default(requireSignature),
  verifyFirst: flag().default(verifyFirst),
  requireInputObjects: flag().default(requireInputObjects),
  explainBadRequests: flag().default(explainBadRequests),
  windowForAll: flag().default(strictLegacyRules.windowForAll),
  futureMs: milliseconds(0).nullable().default(strictLegacyRules.futureMs),
  maxTimeoutSeconds: number(0, 86_400).nullable().default(strictLegacyRules.maxTimeoutSeconds),
})
