import type { Situation } from './situation.js'

export const devnet: Situation = {
  title: 'The development chain, and forks of a subnet',
  first:
    'A devnet writes refused calls with their reason to its log. [Forking a subnet](fork.md) says what is read from the other chain and how it is checked.',
  causes: {
    BAD_ACCOUNT: 'The text has a typo, or is the name of a wallet: the devnet knows addresses, not wallets.',
    BAD_NUMBER: 'A netuid, a count of blocks or a time is negative, not whole, or too large.',
    BAD_CALL: {
      cause:
        'The pallet, the call or an argument does not exist in the metadata of the devnet, or the call needs root and the chain has no sudo key any more.',
      remedy: 'Use names and types as in the metadata, or write the sudo key back with `setStorage`.',
    },
    BAD_STORAGE:
      'The pallet or item does not exist, or key or value do not have the type that the metadata gives them.',
    BAD_OPTION: {
      cause:
        'The state file is of a chain with another seed, preset, beacon or fork than the options ask for.',
      remedy: 'Leave the option out, or name another state file to start a new chain.',
    },
    BAD_STATE_FILE: {
      cause:
        'The file is no state of a devnet, is of another format, was cut when the process was killed or the disk full, or its folder cannot be written.',
      remedy: 'Restore it from a copy or make the folder writable; with another file a new chain starts.',
    },
    BAD_PULSE: {
      cause:
        'The pulse is of neither beacon that the chain follows, is too old, or the chain has no beacon of its own to make one.',
      remedy: 'Take a newer pulse of that beacon.',
    },
    NO_EPOCH: {
      cause: 'The netuid is root, names no subnet, or the subnet has the tempo 0.',
      remedy: 'Register the subnet first, or set its tempo.',
    },
    NOT_INCLUDED:
      'A call before it in the same block took the funds, the nonce or the right that it needs, or a fault was injected.',
    UNKNOWN_SNAPSHOT:
      'The snapshot was used already, was taken after one that was reverted to, or before the devnet was restarted.',
    FORK_BLOCK:
      'The block is not final yet, is 0, lies on a branch that was given up, or the node has dropped it.',
    FORK_NO_SUBNET:
      'The netuid is 0, or the subnet was registered later than that block or removed before it.',
    FORK_REFUSED: {
      cause: 'A public endpoint does not offer the method, or has dropped the state of that block.',
      remedy: 'Name a newer block, the endpoint of an archive node, or a node of your own.',
    },
    FORK_LAYOUT:
      'The other chain runs a runtime that stores this item in another way than the devnet, mostly a newer one.',
    FORK_LIMIT: 'The subnet has more entries than a fork reads, or the endpoint invents some.',
    FORK_INCONSISTENT:
      'Answers contradict each other or the protocol: keys out of order, values without a key, a header with another hash. A faulty proxy does that as well.',
    FORK_PROOF:
      'What the endpoint says is not under the state root of that block: it is faulty, behind a cache, or it lies.',
    FORK_CACHE: {
      cause: 'The folder of the cache is a file, belongs to another user, or its disk is full.',
      remedy: 'Make it a folder that can be written, name another one, or start without the cache.',
    },
  },
}
