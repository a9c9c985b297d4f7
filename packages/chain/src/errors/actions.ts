/** What stops registration, serving, staking and hyperparameters. Amounts in rao, times in blocks. */
export const actionErrors = {
  SIGNER_WRONG: {
    message: '{title} has to be signed by {expected}, not by {given}',
    fix: 'sign with that {key}, or make the plan for the other one',
  },
  RESULT_NOT_HELD: {
    message: 'block {block} included the call, but the chain does not hold the result: {title}',
    fix: 'look at the events of the block, and run the command again: it does only what is missing',
  },
  SUBNET_UNKNOWN: {
    message: 'there is no subnet {netuid} on this chain',
    fix: 'check the netuid and the network',
  },
  SUBNET_NOT_OWNED: {
    message: 'subnet {netuid} is owned by {owner}, not by {coldkey}',
    fix: "sign with the owner's coldkey",
  },
  SUBNET_NOT_STARTED: {
    message: 'subnet {netuid} is not started: its alpha cannot be bought yet',
    fix: 'its owner starts it first (start_call)',
  },
  SUBNET_START_EARLY: {
    message: 'subnet {netuid} was registered at block {registered} and can be started {delay} blocks later',
    fix: 'start it from block {retryBlock} on',
  },
  SUBNET_LIMIT_REACHED: {
    message: 'the chain has {count} subnets, its limit, and none that may be replaced',
    fix: 'wait until a subnet is past its immunity of {immunity} blocks',
  },
  IDENTITY_TOO_LONG: {
    message: 'the {field} of the identity has {length} bytes; the chain takes {longest}',
    fix: 'shorten it',
  },
  REGISTRATION_CLOSED: {
    message: '{what} is closed',
    fix: '{advice}',
  },
  REGISTRATIONS_EXHAUSTED: {
    message: 'subnet {netuid} has taken {count} registrations in this {span}; {limit} are the most',
    fix: 'register in the next {span}',
  },
  SUBNET_FULL: {
    message: 'subnet {netuid} has no uid to give: all of its {count} are taken and cannot be pruned',
    fix: 'wait for the owner to raise maxAllowedUids',
  },
  HOTKEY_OF_ANOTHER: {
    message: 'hotkey {hotkey} belongs to coldkey {owner}, not to {coldkey}',
    fix: 'sign with the coldkey that owns it, or take another hotkey',
  },
  HOTKEY_UNKNOWN: {
    message: 'the chain does not know hotkey {hotkey}',
    fix: 'register it on a subnet first',
  },
  RATE_LIMITED: {
    message: '{what} can change once in {limit} blocks, and did at block {last}',
    fix: 'try again from block {retryBlock} on',
  },
  HYPERPARAMETERS_FROZEN: {
    message:
      'subnet {netuid} freezes its hyperparameters for the {window} blocks before an epoch, which comes at block {epoch}',
    fix: 'set them in block {epoch} or soon after',
  },
  HYPERPARAMETERS_INVALID: {
    message: 'hyperparameters of {place}: {detail}',
    fix: '{advice}',
  },
  HYPERPARAMETERS_UNSOUND: {
    message: 'hyperparameter {name} of subnet {netuid}: {detail}',
    fix: '{advice}',
  },
  STAKE_AMOUNT_LOW: {
    message: '{amount:tao} is too little to stake on subnet {netuid}: the chain takes {least:tao} and more',
    fix: 'stake at least {least:tao}',
  },
  STAKE_TOO_LARGE: {
    message: 'the pool of subnet {netuid} cannot take {amount:tao}: {detail}',
    fix: 'stake less at a time',
  },
  SLIPPAGE_ABOVE_CAP: {
    message:
      'staking {amount:tao} on subnet {netuid} moves the price of an alpha from {price:tao} to {reached:tao}, above the cap of {cap:tao}',
    fix: 'stake less at a time or raise the cap',
  },
  TAKE_OUT_OF_RANGE: {
    message: 'a take of {take} is not within {least} and {most}',
    fix: 'choose a share in between; 0.18 is 18 %',
  },
  AXON_INVALID: {
    message: 'the chain does not take the axon {axon}: {detail}',
    fix: '{advice}',
  },
  COMMITMENT_INVALID: {
    message: 'this commitment cannot be made: {detail}',
    fix: '{advice}',
  },
  COMMITMENT_SPACE_USED: {
    message:
      'hotkey {hotkey} has used {used} of {limit} bytes of commitments on subnet {netuid} in this epoch; {needed} more do not fit',
    fix: 'commit in the next epoch, from block {retryBlock} on',
  },
} as const
