import type { Statements } from './statement.js'

const FREE = 'its dispatch info has no weight and pays no fee'
const ALL_AT_ONCE =
  'the subnet ends within the call: its holders are paid pro rata, its data is removed, in one step'
const OLDER_SHARES = 'shares are kept in the older form (64.64 fixed point); a last rao may fall otherwise'
const NO_AUTHOR = 'the swap fee is burned: there is no block author to get it'
const ONE_SHIELD_KEY = 'one ML-KEM-768 key for all devnets, whose secret is public; it never changes'

/** What the rules do in a simpler way. Whoever simplifies a rule, or ends a simplification, says so here. */
export const simplifiedPallets: Statements = {
  System: {
    storage: {
      Account: 'an account that dies and comes back begins at nonce 0, not at the block number',
      Digest: 'holds the slot only: nobody seals blocks',
    },
    events: { ExtrinsicSuccess: FREE, ExtrinsicFailed: FREE },
  },
  Timestamp: {
    calls: { set: 'only as the inherent that the devnet puts into each block' },
  },
  SubtensorModule: {
    calls: {
      register_network: `when the network is full, ${ALL_AT_ONCE}`,
      register_network_with_identity: `when the network is full, ${ALL_AT_ONCE}`,
      root_dissolve_network: ALL_AT_ONCE,
      add_stake: NO_AUTHOR,
      add_stake_limit: NO_AUTHOR,
      remove_stake: NO_AUTHOR,
      remove_stake_limit: NO_AUTHOR,
      remove_stake_full_limit: NO_AUTHOR,
      unstake_all: NO_AUTHOR,
      unstake_all_alpha: NO_AUTHOR,
      move_stake: NO_AUTHOR,
      swap_stake: NO_AUTHOR,
      swap_hotkey:
        'moves what the devnet stores about a hotkey; locks, leases and EVM links are not among it',
      claim_root: 'earnings are claimed by this call alone: no block claims for anybody',
      swap_stake_limit: NO_AUTHOR,
      set_root_claim_type: 'kept for claim_root: nothing is claimed by itself',
      update_symbol: 'of Greek, Hebrew, Arabic and Runic letters',
      transfer_stake: NO_AUTHOR,
      burned_register: NO_AUTHOR,
      register: NO_AUTHOR,
      register_limit: NO_AUTHOR,
    },
    storage: {
      Alpha: OLDER_SHARES,
      TotalHotkeyShares: OLDER_SHARES,
      RootClaimable: 'rates rise with each epoch; nothing is claimed by itself',
      TokenSymbol: 'Greek, Hebrew, Arabic and Runic letters, then the last of them again',
    },
  },
  MevShield: {
    calls: {
      submit_encrypted:
        'opened by the devnet into the same block, unless it is wrapped in another call; a key hash that is not announced is refused by the pool at once',
    },
    storage: {
      CurrentKey: ONE_SHIELD_KEY,
      NextKey: ONE_SHIELD_KEY,
    },
    events: {
      DecryptionFailed:
        'deposited with the carrier when its extrinsic does not open or is invalid, where a newer chain is silent',
    },
  },
  Drand: {
    storage: {
      BeaconConfig: 'names the devnet’s own beacon, unless it is started with public pulses only',
      Pulses: 'rounds of the devnet’s own beacon are signed and stored when something needs them',
      LastStoredRound: 'moves with the clock; the signatures of the rounds up to it may come later',
    },
    events: { NewPulse: 'not for pulses that are fed in between blocks' },
  },
}
