/** Failures between a neuron and the chain. Amounts are rao, times blocks unless named otherwise. */
export const chainErrors = {
  CHAIN_UNREACHABLE: {
    message: 'no chain at {endpoint}: {detail}',
    fix: 'Check the endpoint and the network; on a development machine, start a devnet first.',
    transient: true,
  },
  CHAIN_TIMEOUT: {
    message: '{operation}: no answer from the chain within {deadlineMs} ms',
    fix: 'Try again: the client reconnects by itself when a socket is half dead.',
    transient: true,
  },
  CHAIN_REJECTED: {
    message: 'the chain refused {call}: {reason}',
    fix: '{fix}',
  },
  CHAIN_FEATURE_MISSING: {
    message: 'the runtime (spec {specVersion}) has no {feature}',
    fix: 'Use a chain whose runtime has {feature}.',
  },
  NO_VALIDATOR_PERMIT: {
    message: 'no validator permit on subnet {netuid}: {reason}; next epoch in {blocks} blocks',
    fix: 'Add stake; permits go to the highest stakes at each epoch.',
  },
  NOT_REGISTERED: {
    message: 'hotkey {hotkey} is not registered on subnet {netuid}',
    fix: 'Register {hotkey} on subnet {netuid}: the burn is {burn:tao} now.',
  },
  BALANCE_TOO_LOW: {
    message: 'coldkey {coldkey} has {balance:tao}, but {purpose} needs {needed:tao}',
    fix: 'Add at least {missing:tao} to {coldkey}{less}.',
  },
  PRICE_ABOVE_CAP: {
    message: '{purpose} costs {price:tao}, above the cap of {cap:tao}',
    fix: 'Wait for the price to fall, or raise the cap to {price:tao}.',
  },
} as const
