/** What can go wrong between a neuron and the chain. Amounts are rao, times blocks unless named otherwise. */
export const chainErrors = {
  CHAIN_UNREACHABLE: {
    message: 'no chain at {endpoint}: {detail}',
    fix: 'check the endpoint and the network; on a development machine start a devnet first',
  },
  CHAIN_TIMEOUT: {
    message: '{operation} had no answer from the chain within {deadlineMs} ms',
    fix: 'the socket may be half dead: the client reconnects by itself; try again',
  },
  CHAIN_REJECTED: {
    message: 'the chain refused {call}: {reason}',
    fix: '{advice}',
  },
  CHAIN_FEATURE_MISSING: {
    message: 'the runtime (spec {specVersion}) has no {feature}',
    fix: 'use a chain whose runtime has it; the metadata of this one does not',
  },
  NO_VALIDATOR_PERMIT: {
    message: 'no validator permit on subnet {netuid}: {reason}; next epoch in {blocks} blocks',
    fix: 'add stake; permits are dealt at each epoch to the highest stakes',
  },
  NOT_REGISTERED: {
    message: 'hotkey {hotkey} is not registered on subnet {netuid}',
    fix: 'register it (burn now {burn:tao})',
  },
  BALANCE_TOO_LOW: {
    message: 'coldkey {coldkey} has {balance:tao}, {needed:tao} are needed for {purpose}',
    fix: 'transfer at least {missing:tao} to it',
  },
  PRICE_ABOVE_CAP: {
    message: '{purpose} costs {price:tao}, above the cap of {cap:tao}',
    fix: 'wait for the price to fall or raise the cap',
  },
} as const
