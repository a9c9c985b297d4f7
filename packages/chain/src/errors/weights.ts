/** Reasons why weights are not set, and outcomes of those that were sent. Stakes in rao, times in blocks. */
export const weightsErrors = {
  WEIGHTS_VECTOR_INVALID: {
    message: 'these weights cannot be set: {detail}',
    fix: 'List each uid once, with a finite weight of at least 0, and at least one weight above 0.',
  },
  WEIGHTS_NO_SUCH_MECHANISM: {
    message: 'no weights can be set for mechanism {mechanism} of subnet {netuid}: {detail}',
    fix: 'Check the netuid and the mechanism.',
  },
  WEIGHTS_STAKE_TOO_LOW: {
    message:
      'hotkey {hotkey} has a stake weight of {stake:tao} on subnet {netuid}; {threshold:tao} are required',
    fix: 'Add {missing:tao} of stake weight to {hotkey}.',
  },
  WEIGHTS_VERSION_OUTDATED: {
    message: 'subnet {netuid} requires version key {required} or higher; this validator has {given}',
    fix: 'Update the validator to the version that the subnet owner requires.',
  },
  WEIGHTS_RATE_LIMITED: {
    message: 'weights can be set once in {limit} blocks: {blocks} blocks to go, until block {retryBlock}',
    fix: 'Try again at block {retryBlock}; nothing was sent.',
  },
  WEIGHTS_TOO_MANY_COMMITS: {
    message: '{open} commits of hotkey {hotkey} wait for their reveal, the most that subnet {netuid} accepts',
    fix: 'Try again at block {retryBlock}, when the next epoch has begun.',
  },
  WEIGHTS_MODE_UNAVAILABLE: {
    message: 'weights of subnet {netuid} cannot be sent as {mode}: {detail}',
    fix: 'Omit the mode: it then follows what the chain and the subnet allow.',
  },
  WEIGHTS_NO_EPOCH: {
    message: 'subnet {netuid} has tempo {tempo}: no epoch would ever apply or reveal weights',
    fix: 'Ask the owner of subnet {netuid} to set a tempo.',
  },
  WEIGHTS_SEAL_FAILED: {
    message: 'the weights of subnet {netuid} cannot be sealed for the beacon: {detail}',
    fix: 'Check the beacon of the chain (Drand.BeaconConfig) and the tempo of subnet {netuid}.',
  },
  WEIGHTS_NOT_INCLUDED: {
    message: '{call} was signed {signatures} times and expired each time without being included',
    fix: 'Check why the node drops {call}, then set weights again: nothing was set and none of them can land now.',
  },
  WEIGHTS_STALE: {
    message:
      'these weights were decided at block {decided}, {age} blocks ago: their uids may belong to other neurons now',
    fix: 'Decide new weights from the current metagraph; nothing was set.',
  },
  WEIGHTS_SUPERSEDED: {
    message: 'the weights {key} were superseded by {by}',
    fix: 'Follow {by} instead: nothing is lost, the newer weights count.',
  },
  WEIGHTS_NOT_ON_CHAIN: {
    message: 'block {block} included {call}, but subnet {netuid} does not hold what was sent for uid {uid}',
    fix: 'Read block {block}, then send again; nothing was recorded as a success.',
  },
  WEIGHTS_REVEAL_EXPIRED: {
    message:
      'the commit of block {commitBlock} was not revealed before the end of epoch {revealEpoch} of subnet {netuid}: {detail}',
    fix: 'Set new weights, and remove what kept the reveal from landing: these are lost.',
  },
  WEIGHTS_REVEAL_DROPPED: {
    message:
      'the chain dropped the commit of block {commitBlock} at block {block} without setting weights: {detail}',
    fix: 'Remove the reason for the drop, then set new weights: these are lost.',
  },
  WEIGHTS_UNPROVEN: {
    message: '{what} cannot be proven: {detail}',
    fix: 'Read the row on chain, and set weights again if it is not what you meant; an archive node may know more.',
  },
  OUTBOX_BUSY: {
    message: 'the weights outbox {place} is in use by process {pid} on {host}',
    fix: 'Wait for process {pid} on {host} or stop it. If that process does not send weights, remove {place}.lock.',
  },
  OUTBOX_CORRUPT: {
    message: 'the weights outbox {place} cannot be read: {detail}',
    fix: 'Stop the validator, keep a copy of {place}, and restore the latest backup. Without a backup, start with another file, but only once the chain shows that the last weights are set or their commit is revealed: the salt of an open commit is in this file alone.',
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
    message: 'another run of this validator has already advanced the weights {key}',
    fix: 'Run one validator per hotkey and mechanism; nothing was sent twice.',
  },
} as const
