import type { Statements } from './statement.js'

const ALL_AT_ONCE =
  'the subnet is dissolved within the call, in one step: its holders are paid pro rata and its data is removed'
const OLDER_SHARES = 'shares use the older format (64.64 fixed point); results may differ by one rao'
const DECIMAL_SHARES =
  'shares of a runtime since 473 have up to 38 digits, where the real chain keeps 21; before, the devnet has them in the older items'
const ONE_SHIELD_KEY = 'one ML-KEM-768 key for all devnets, with a public secret; it never changes'

/** Rules that the devnet simplifies. Keep it up to date when you simplify a rule or stop simplifying one. */
export const simplifiedPallets: Statements = {
  System: {
    calls: {
      set_storage:
        'a value that its item cannot decode is refused as Corruption, where the real chain stores it and reads the default',
    },
    storage: {
      Account: 'an account that is reaped and recreated starts at nonce 0, not at the block number',
      Digest: 'holds the slot only: blocks have no seal',
    },
  },
  TransactionPayment: {
    events: {
      TransactionFeePaid: 'not emitted for a call of an impersonated account, which pays nothing',
    },
  },
  Timestamp: {
    calls: { set: 'only as the inherent that the devnet puts into each block' },
  },
  SubtensorModule: {
    calls: {
      register_network: `when the network is full, ${ALL_AT_ONCE}`,
      register_network_with_identity: `when the network is full, ${ALL_AT_ONCE}`,
      root_dissolve_network: ALL_AT_ONCE,
      dissolve_network: ALL_AT_ONCE,
      swap_hotkey: `moves everything that the devnet stores about a hotkey; it has no locks or EVM links`,
    },
    storage: {
      Alpha: OLDER_SHARES,
      TotalHotkeyShares: OLDER_SHARES,
      AlphaV2: DECIMAL_SHARES,
      TotalHotkeySharesV2: DECIMAL_SHARES,
      NetworkRegistrationQueue:
        'filled by a runtime since 473 on a full network alone; its item is inferred from clients that read it',
    },
  },
  Swap: {
    storage: {
      AlphaSqrtPrice:
        'the root of the price at the beginning of the block, for older clients; a runtime of spec 425 has no such item',
    },
  },
  MevShield: {
    calls: {
      submit_encrypted:
        'decrypted by the devnet into the same block, unless wrapped in another call; the pool refuses an unannounced key hash at once',
    },
    storage: {
      CurrentKey: ONE_SHIELD_KEY,
      NextKey: ONE_SHIELD_KEY,
    },
    events: {
      DecryptionFailed:
        'emitted with the carrier when its extrinsic cannot be decrypted or is invalid; newer chains emit nothing',
    },
  },
  Drand: {
    storage: {
      BeaconConfig: 'describes the devnet’s own beacon, unless the devnet is started with public pulses only',
      Pulses: 'rounds of the devnet’s own beacon are signed and stored when something needs them',
      LastStoredRound: 'follows the clock; signatures of the rounds up to it may arrive later',
    },
    events: { NewPulse: 'not emitted for pulses fed in between blocks' },
  },
}
