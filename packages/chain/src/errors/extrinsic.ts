/** Failures of a signed extrinsic, and of its signer. */
export const extrinsicErrors = {
  NONCE_TAKEN: {
    message: '{call} can never be included: nonce {nonce} of {signer} was used by another extrinsic',
    fix: 'Sign it again, and let only one process at a time sign for an account.',
  },
  EXTRINSIC_EXPIRED: {
    message: '{call} was in no block up to {lastBlock}, the last that could include it: {detail}',
    fix: 'Sign it again: this one had no effect and never will.',
  },
  EXTENSION_UNKNOWN: {
    message: 'the runtime (spec {specVersion}) requires the unknown signed extension {extension}',
    fix: 'Update subnetkit; nothing was signed.',
  },
  CALL_CHANGED: {
    message:
      'the arguments of {call} changed: spec {specVersion} takes ({found}), this version of subnetkit knows ({expected})',
    fix: 'Update subnetkit; nothing was signed, and unchanged calls still work.',
  },
  CHAIN_HISTORY_MISSING: {
    message: 'the node has pruned block {block}, which {operation} needs',
    fix: 'Use an archive node, such as the network archive.',
  },
  SIGNER_REFUSED: {
    message: 'the signer of {signer} refused {call}: {detail}',
    fix: '{fix}',
  },
  SIGNER_UNREACHABLE: {
    message: 'no signer at {socket}: {detail}',
    fix: 'Start the signer with subnet signer, as the same user, and check the path {socket}.',
    transient: true,
  },
  SIGNER_BUSY: {
    message: 'the signer of {signer} signs at most {limit} messages a second',
    fix: 'Use sessions, which take one signature each, or raise the limit of the signer.',
    transient: true,
  },
  SIGNER_BROKEN: {
    message: 'invalid answer from the signer of {signer}: {detail}',
    fix: 'Read the log of the signer; nothing was sent to the chain.',
  },
} as const
