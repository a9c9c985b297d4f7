import { type CodeOf, defineErrors } from '@subnetkit/base'

/** Developer requests that the devnet cannot fulfill. Amounts in rao, times in Unix ms. */
export const devnetError = defineErrors({
  BAD_ACCOUNT: {
    message: '"{account}" is not an account',
    fix: 'Use an SS58 address, or 0x and 64 hex digits.',
  },
  BAD_CALL: {
    message: '{call}: {detail}',
    fix: '{fix}',
  },
  BAD_NUMBER: {
    message: '{what}: {given} is not {expected}',
    fix: 'Pass {expected}.',
  },
  BAD_OPTION: {
    message: 'the kept chain {detail}',
    fix: '{fix}',
  },
  BAD_PULSE: {
    message: 'the pulse cannot be taken: {detail}',
    fix: '{fix}',
  },
  BAD_STATE_FILE: {
    message: '{path} {detail}',
    fix: '{fix}',
  },
  BAD_STORAGE: {
    message: '{item}: {detail}',
    fix: 'Use names, keys and values as the metadata of the chain describes them.',
  },
  FORK_BLOCK: {
    message: 'no fork can start there: {detail}',
    fix: 'Name a final block of the chain, from 1, by its number or its hash.',
  },
  FORK_CACHE: {
    message: '{path} {detail}',
    fix: '{fix}',
  },
  FORK_INCONSISTENT: {
    message: '{host} answers with what cannot be true: {detail}',
    fix: 'Use another endpoint of the chain: this one is broken, or it lies.',
  },
  FORK_LAYOUT: {
    message: 'the runtime of {host} stores {item} as {there}, not as {here}',
    fix: 'Update subnetkit, or name a block at which the chain had an older runtime.',
  },
  FORK_LIMIT: {
    message: '{host} lists more than {most} {kind} for one subnet',
    fix: 'Use another endpoint of the chain; if it says the same, the subnet is too large to fork.',
  },
  FORK_NO_SUBNET: {
    message: 'the chain of {host} has no subnet {netuid} at that block',
    fix: 'Name a subnet of the chain, from 1, or a block at which it was registered.',
  },
  FORK_PROOF: {
    message: '{host} does not prove what it says about {key} at block {block}: {detail}',
    fix: 'Use another endpoint of the chain: this one is broken, or it lies.',
  },
  FORK_REFUSED: {
    message: '{host} refuses {method}: {detail}',
    fix: '{fix}',
  },
  FORK_UNREACHABLE: {
    message: '{host} cannot be read: {detail}',
    fix: '{fix}',
    transient: true,
  },
  NO_EPOCH: {
    message: 'subnet {netuid} runs no epoch: {detail}',
    fix: '{fix}',
  },
  NOT_INCLUDED: {
    message: '{call} did not get into the block',
    fix: 'Check the calls before it, which may have changed what the pool had checked, and the faults of the devnet.',
  },
  UNKNOWN_SNAPSHOT: {
    message: 'there is no snapshot {id}',
    fix: 'Take a new snapshot: reverting uses up a snapshot and all that were taken after it.',
  },
})

/** The closed set of codes of {@link devnetError}. */
export type DevnetErrorCode = CodeOf<typeof devnetError>
