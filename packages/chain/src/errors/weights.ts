/** Why weights are not set, and what became of those that were sent. Stakes in rao, times in blocks. */
export const weightsErrors = {
  WEIGHTS_VECTOR_INVALID: {
    message: 'these weights cannot be set: {detail}',
    fix: 'give each uid once, with a finite weight of at least 0, and at least one weight above 0',
  },
  WEIGHTS_NO_SUCH_MECHANISM: {
    message: 'no weights can be set for mechanism {mechanism} of subnet {netuid}: {detail}',
    fix: 'check the netuid and the mechanism',
  },
  WEIGHTS_STAKE_TOO_LOW: {
    message: 'hotkey {hotkey} has a stake weight of {stake} rao on subnet {netuid}; {threshold} are needed',
    fix: 'add stake for {missing} rao more',
  },
  WEIGHTS_VERSION_OUTDATED: {
    message: 'subnet {netuid} asks for version key {required} at least; this one is {given}',
    fix: 'update the validator to the version that the subnet owner asks for',
  },
  WEIGHTS_RATE_LIMITED: {
    message: 'weights rate limit of {limit} blocks: {blocks} blocks to go, retry at block {retryBlock}',
    fix: 'try again at block {retryBlock}; nothing was sent',
  },
  WEIGHTS_TOO_MANY_COMMITS: {
    message:
      '{open} commits of hotkey {hotkey} wait to be revealed, which is as many as subnet {netuid} takes',
    fix: 'try again at block {retryBlock}, when the next epoch has begun',
  },
  WEIGHTS_MODE_UNAVAILABLE: {
    message: 'weights of subnet {netuid} cannot be sent as {mode}: {detail}',
    fix: 'leave the mode out: it is chosen by what the chain and the subnet allow',
  },
  WEIGHTS_NO_EPOCH: {
    message: 'subnet {netuid} has tempo {tempo}: no epoch would ever count or reveal weights',
    fix: 'ask the subnet owner to set a tempo',
  },
  WEIGHTS_SEAL_FAILED: {
    message: 'the weights cannot be sealed for the beacon: {detail}',
    fix: 'check the beacon of the chain (Drand.BeaconConfig) and the tempo of subnet {netuid}',
  },
  WEIGHTS_NOT_INCLUDED: {
    message:
      '{signatures} times {call} was signed, and each time no block up to the last that may include it did',
    fix: 'nothing was set, and none of them can be included any more: check what keeps the node from it, set anew',
  },
  WEIGHTS_STALE: {
    message:
      'these weights were decided at block {decided}, {age} blocks ago: their uids may belong to others now',
    fix: 'nothing was set: decide anew by the metagraph of today',
  },
  WEIGHTS_SUPERSEDED: {
    message: 'the weights {key} gave way to {by}, which is newer',
    fix: 'nothing is lost: the newer ones are what counts',
  },
  WEIGHTS_NOT_ON_CHAIN: {
    message: 'block {block} included {call}, but subnet {netuid} does not hold what was sent for uid {uid}',
    fix: 'nothing was recorded as success; look at the block, then send again',
  },
  WEIGHTS_REVEAL_EXPIRED: {
    message:
      'the commit of block {commitBlock} was not revealed before epoch {revealEpoch} of subnet {netuid} was over: {detail}',
    fix: 'these weights are lost: set new ones, and look at what kept the reveal away',
  },
  WEIGHTS_REVEAL_DROPPED: {
    message:
      'the chain dropped the commit of block {commitBlock} at block {block} without setting weights: {detail}',
    fix: 'these weights are lost: mend what the reason says, then set new ones',
  },
  WEIGHTS_UNPROVEN: {
    message: '{what} cannot be proven: {detail}',
    fix: 'read the row on chain, and set weights anew if it is not what was meant; an archive node could tell more',
  },
  OUTBOX_BUSY: {
    message: 'the weights outbox {place} is in use by process {pid} on {host}',
    fix: 'wait for it or stop it; if no such process sends weights, remove {place}.lock',
  },
  OUTBOX_CORRUPT: {
    message: 'the weights outbox {place} cannot be read: {detail}',
    fix: 'move it away; then check on chain what the last weights are before new ones are sent',
  },
  OUTBOX_NEWER: {
    message: '{what} has version {found}, but this subnetkit knows {known}',
    fix: 'Update subnetkit: a newer version has worked with this outbox.',
  },
  OUTBOX_TRANSITION: {
    message: 'the weights {key} cannot go from {from} to {to}: {detail}',
    fix: 'Report this: it is an error of subnetkit; nothing was changed.',
  },
  OUTBOX_CONFLICT: {
    message: 'another run of this validator has moved the weights {key} on',
    fix: 'run one validator for a hotkey and mechanism; nothing was sent twice',
  },
} as const
