import type { Situation } from './situation.js'

export const weights: Situation = {
  title: 'Weights and validator trust',
  first:
    '`subnet weights status --netuid <n>` reads the row on chain, the next window and every open commit; `subnet vtrust --netuid <n>` says what costs trust. [Weights that land](chain.md#weights-that-land) explains the stages.',
  causes: {
    NO_VALIDATOR_PERMIT:
      'Permits go to the highest stakes of a subnet at each epoch, and this hotkey is not among them yet.',
    WEIGHTS_STAKE_TOO_LOW: 'The chain takes weights only from hotkeys with a least stake.',
    WEIGHTS_VERSION_OUTDATED:
      'The owner has raised the version key. The validator runs an older version of the subnet.',
    WEIGHTS_RATE_LIMITED: 'The chain takes a row once in a number of blocks. The outbox waits by itself.',
    WEIGHTS_TOO_MANY_COMMITS: 'Commits wait for their reveal, and the chain takes a limited number.',
    WEIGHTS_VECTOR_INVALID: 'The weights are empty, name a uid twice, or name one that does not exist.',
    WEIGHTS_NO_EPOCH: 'The subnet has the tempo 0, or was not started.',
    WEIGHTS_MODE_UNAVAILABLE:
      'The subnet wants commits where plain weights were asked for, or the other way round.',
    WEIGHTS_NOT_INCLUDED: 'The chain was full, or the endpoint does not pass extrinsics on.',
    WEIGHTS_STALE: 'The row waited so long that uids may have changed hands. A newer round makes a new one.',
    WEIGHTS_SUPERSEDED: 'A later round has replaced them before they were sent. It is no failure.',
    WEIGHTS_NOT_ON_CHAIN:
      'The block took the call, and the chain holds something else: another process with the same hotkey has set weights.',
    WEIGHTS_REVEAL_EXPIRED:
      'The commit was not opened in its epoch: the validator was off, or the beacon did not come in time.',
    WEIGHTS_REVEAL_DROPPED: 'The chain threw the commit away, as after a change of the reveal period.',
    OUTBOX_BUSY: 'Another process with this hotkey follows its weights on this machine.',
    OUTBOX_CONFLICT: 'Another process of the same validator was faster. Nothing is lost.',
    RECORDS_UNPROVEN: {
      cause:
        'A score record does not lead to what the chain holds: it was changed, or belongs to another round or validator.',
      remedy:
        'Fetch the records again from the validator. If the detail stays the same, the validator has not published what it shows.',
    },
    WEIGHTS_NO_SUCH_MECHANISM: 'The netuid is 0 or of no subnet, or the subnet has fewer mechanisms.',
    WEIGHTS_SEAL_FAILED:
      'Commit-reveal encrypts weights for a round of the beacon, and the chain names no beacon, its key is invalid, or no epoch follows.',
    WEIGHTS_UNPROVEN:
      'The validator was away for so long that the node has dropped the blocks that would show what became of the weights, or a newer commit was revealed elsewhere.',
    OUTBOX_CORRUPT:
      'The file was edited, copied while it was written, or the disk has failed. It is never replaced unasked, since it may hold the salt of an open commit.',
    OUTBOX_NEWER: 'A later version of subnetkit has written to it, as before a roll-back.',
    OUTBOX_TRANSITION:
      'Two stages were to follow each other that never do. It is a defect of subnetkit, or of a store of your own.',
    TEMPO_ZERO: 'Root has set the tempo of the subnet to 0, or has set none.',
    REVEAL_BLOCK_NOT_FOUND:
      'The schedule of epochs that was passed or read from the chain has none in its range: a tempo or a reveal period that is far too large.',
  },
}
