/** Refusals of registration, serving, staking and hyperparameters. Amounts in rao, times in blocks. */
export const actionErrors = {
  SIGNER_WRONG: {
    message: '{title} must be signed by {expected}, not by {given}',
    fix: 'Sign with the {key} {expected}, or make the plan for {given}.',
  },
  RESULT_NOT_HELD: {
    message: 'block {block} included the call, but the expected result is not on chain: {title}',
    fix: 'Read the events of block {block}, then run the command again: it only does what is missing.',
  },
  SUBNET_UNKNOWN: {
    message: 'there is no subnet {netuid} on this chain',
    fix: 'Check the netuid and the network.',
  },
  SUBNET_NOT_OWNED: {
    message: 'subnet {netuid} is owned by {owner}, not by {coldkey}',
    fix: 'Sign with the coldkey {owner}.',
  },
  SUBNET_NOT_STARTED: {
    message: 'subnet {netuid} has not started: its alpha cannot be bought yet',
    fix: 'Have the owner of subnet {netuid} start it (start_call).',
  },
  SUBNET_START_EARLY: {
    message:
      'subnet {netuid} was registered at block {registered} and cannot start until {delay} blocks later',
    fix: 'Start it at block {retryBlock} or later.',
  },
  SUBNET_LIMIT_REACHED: {
    message: 'the chain has {count} subnets, its limit, and none that can be replaced',
    fix: 'Wait until a subnet is past its immunity of {immunity} blocks.',
  },
  SUBNET_QUEUED: {
    message:
      'the registration of a subnet for owner hotkey {hotkey} is paid, and waits in the queue of the chain for a place',
    fix: 'Run the same command again after the next block: it pays nothing twice.',
  },
  IDENTITY_TOO_LONG: {
    message: 'the {field} of the identity has {length} bytes; the chain takes at most {longest}',
    fix: 'Shorten the {field} to {longest} bytes.',
  },
  REGISTRATION_CLOSED: {
    message: '{what} is closed',
    fix: '{fix}',
  },
  REGISTRATIONS_EXHAUSTED: {
    message: 'subnet {netuid} has taken {count} registrations in this {span}; the limit is {limit}',
    fix: 'Register in the next {span}.',
  },
  SUBNET_FULL: {
    message: 'subnet {netuid} has no free uid: all {count} are taken and cannot be pruned',
    fix: 'Wait for the owner of subnet {netuid} to raise maxAllowedUids.',
  },
  HOTKEY_OF_ANOTHER: {
    message: 'hotkey {hotkey} belongs to coldkey {owner}, not to {coldkey}',
    fix: 'Sign with the coldkey {owner}, or use another hotkey.',
  },
  HOTKEY_UNKNOWN: {
    message: 'hotkey {hotkey} does not exist on this chain',
    fix: 'Check the address, or register the hotkey on a subnet first.',
  },
  RATE_LIMITED: {
    message: '{what} can change once in {limit} blocks and last did at block {last}',
    fix: 'Try again at block {retryBlock} or later.',
  },
  HYPERPARAMETERS_INVALID: {
    message: 'hyperparameters of {place}: {detail}',
    fix: '{fix}',
  },
  HYPERPARAMETERS_UNSOUND: {
    message: 'hyperparameter {name} of subnet {netuid}: {detail}',
    fix: '{fix}',
  },
  STAKE_AMOUNT_LOW: {
    message: '{amount:tao} is too little to stake on subnet {netuid}; the chain takes {least:tao} or more',
    fix: 'Stake at least {least:tao}.',
  },
  STAKE_MISSING: {
    message:
      'coldkey {coldkey} has {held} on hotkey {hotkey} of subnet {netuid}, less than the {amount} to unstake',
    fix: '{fix}',
  },
  UNSTAKE_AMOUNT_LOW: {
    message:
      'unstaking {amount} from subnet {netuid} pays {tao:tao}, which is not above the minimum of {least:tao}',
    fix: 'Unstake more at a time, or everything.',
  },
  STAKE_TOO_LARGE: {
    message: 'the pool of subnet {netuid} cannot take {amount:tao}: {detail}',
    fix: 'Stake less than {amount:tao} at a time.',
  },
  POOL_TOO_SMALL: {
    message: 'the pool of subnet {netuid} cannot {trade} {amount}{reserve}',
    fix: '{fix}',
  },
  SLIPPAGE_ABOVE_CAP: {
    message:
      'staking {amount:tao} on subnet {netuid} moves the price of an alpha from {price:tao} to {reached:tao}, above the cap of {cap:tao}',
    fix: 'Stake less at a time, or raise the cap to {reached:tao}.',
  },
  TRANSFER_BELOW_DEPOSIT: {
    message:
      '{amount:tao} to {to} would leave that account with {balance:tao}; the chain removes accounts below its existential deposit of {deposit:tao}',
    fix: 'Send enough to leave the account with at least {deposit:tao}.',
  },
  TAKE_OUT_OF_RANGE: {
    message: 'a take of {take} is not between {least} and {most}',
    fix: 'Choose a share from {least} to {most}; 0.18 is 18 %.',
  },
  AXON_INVALID: {
    message: 'the chain does not accept the axon {axon}: {detail}',
    fix: '{fix}',
  },
  COMMITMENT_INVALID: {
    message: 'the commitment cannot be made: {detail}',
    fix: '{fix}',
  },
  COMMITMENT_SPACE_USED: {
    message:
      'hotkey {hotkey} has used {used} of {limit} bytes of commitments on subnet {netuid} in this epoch; {needed} more do not fit',
    fix: 'Commit in the next epoch, from block {retryBlock}.',
  },
} as const
