/** What can happen to a signed extrinsic, and to the one who signs it. */
export const extrinsicErrors = {
  NONCE_TAKEN: {
    message: 'nonce {nonce} of {signer} is taken by another extrinsic, so {call} can never be included',
    fix: 'sign it again; let one process at a time sign for an account',
  },
  EXTRINSIC_EXPIRED: {
    message: '{call} was in no block up to {lastBlock}, the last that could include it: {detail}',
    fix: 'it did nothing and never will: sign it again',
  },
  EXTENSION_UNKNOWN: {
    message:
      'the runtime (spec {specVersion}) wants signed extension {extension}, whose bytes are unknown here',
    fix: 'update subnetkit; nothing was signed',
  },
  CALL_CHANGED: {
    message:
      '{call} is another call in spec {specVersion}: its arguments are ({found}), and here they are known as ({expected})',
    fix: 'update subnetkit; nothing was signed, and calls that have not changed go on',
  },
  CHAIN_HISTORY_MISSING: {
    message: 'the node no longer has block {block}, which is needed for {operation}',
    fix: 'ask a node that keeps history, such as the network archive',
  },
  SIGNER_REFUSED: {
    message: 'the signer of {signer} does not sign {call}: {detail}',
    fix: '{advice}',
  },
  SIGNER_UNREACHABLE: {
    message: 'no signer at {socket}: {detail}',
    fix: 'start it with subnet signer, as the same user, and check the path of its socket',
  },
  SIGNER_BROKEN: {
    message: 'the signer of {signer} answered {detail}',
    fix: 'nothing was sent; look at the log of the signer',
  },
} as const
