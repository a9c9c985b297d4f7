import type { Situation } from './situation.js'

export const upkeep: Situation = {
  title: 'Backups, the lease and updates',
  first:
    '`subnet lease status` shows which store may sign, `subnet backup FILE --verify` reads a backup without a store, and `subnet update status` shows the release that runs.',
  causes: {
    LEASE_HELD:
      'The hotkey validates from two stores, as after a move while the old machine still runs, or within a tempo of its loss.',
    LEASE_RELEASED:
      'The store was restored without `--take-over`, or its lease was released. Scores go on, and nothing is signed.',
    LEASE_NOT_HELD:
      'The lease is being claimed or renewed, or its commitment does not get into a final block.',
    LEASE_UNSETTLED:
      'The validator had just stopped, and blocks do not become final, or another program sends with the hotkey all the time.',
    STORE_NOT_EMPTY: 'A restore never mixes two stores, and a validator has already run here.',
    STORE_HALF_RESTORED: 'A restore was killed in the middle. No validator opens such a store.',
    STORE_OUTDATED: 'The store is of an earlier version, and no validator of this version has opened it yet.',
    STORE_UNKNOWN: 'The default folder depends on chain, subnet and hotkey, and one of them is another here.',
    BACKUP_INVALID: 'The file was cut or changed on its way, or it is no backup.',
    BACKUP_NEWER: 'The machine of the backup had a later version of subnetkit than this one.',
    BACKUP_OUTDATED: 'The backup is of a very early version of subnetkit.',
    BACKUP_ELSEWHERE:
      'Hotkey, subnet or chain differ from those of the backup. A devnet that was restarted is another chain.',
    CHANNEL_EXPIRED: 'The owner has signed no channel file for longer than its time, 30 days by default.',
    CHANNEL_FUTURE: 'The clock of this machine is behind, or that of the owner was ahead.',
    CHANNEL_WENT_BACK: 'An old channel file is served, by a cache or by somebody who replays it.',
    CHANNEL_OTHER: 'The URL serves a channel of another name than the settings expect.',
    RELEASE_UNREACHABLE:
      'The server of the package does not answer, or its URL in the channel file is wrong.',
    RELEASE_DAMAGED: 'The package was replaced after it was signed, or the download was cut.',
    RELEASE_UNFIT: {
      cause:
        'The package needs another version of Node.js, another system or another role; the detail says which.',
      remedy:
        'Change what the detail names on this machine, or ask the owner of the subnet for a release that fits.',
    },
    RELEASE_TOO_FAR: 'The owner has limited how old a version may be that is updated in one step.',
    RELEASE_STORE: 'The update could not be taken back, so that it waits for a backup and for your consent.',
    RELEASE_REFUSED: 'The release has failed here once. The one before it goes on.',
    UPDATE_ROLLED_BACK: 'The new release was not ready, saw no new block or finished no job in its time.',
    UPDATE_UNPROVEN: 'The chain, the database or the queue was away while the release had to prove itself.',
    UPDATE_EMPTY: {
      cause: 'The supervisor has installed no release yet, or another folder is meant.',
      remedy:
        'Check `update.directory` and `update.channel`, then start `subnet supervise` or run `subnet update`.',
    },
    VALIDATOR_SILENT: 'No validator runs on this machine, or its health address is another one.',
    WINDOW_CLOSED: 'A round or weights are in the making; a restart at this moment could cost a score.',
    UPDATE_UNCONFIGURED: 'The process is to update itself and does not know from where, or by whose key.',
    UPDATE_INSECURE:
      'The URL is not encrypted, has a user and a password in it, or is none. Passwords in URLs end up in logs.',
    UPDATE_BUSY:
      'A supervisor or another `subnet update` works in that folder. Two of them would switch releases under each other.',
    UPDATE_UNANSWERED:
      'The supervisor ended while it was asked, by a stop, a crash or a kill, so that it is not known how far the update has come.',
    UPDATE_STATE_INVALID:
      'The journal of the releases was edited, or the disk has failed; or another user owns it.',
    CHANNEL_UNREACHABLE:
      'The server of the channel is down, the name does not resolve, or this machine has no way out.',
    CHANNEL_INVALID:
      'The URL leads to something else, such as a page of a host that says "not found", or the file was cut.',
    CHANNEL_UNSIGNED:
      'The owner has signed with another key than the one in `update.key`, the file was changed after it was signed, or somebody else has put it there.',
    RELEASE_TOO_LARGE:
      'The package is larger than this machine accepts, or the server sends more bytes than the channel says.',
    RELEASE_OTHER:
      'Name, role, version or subnet in the package or the channel are not those of what is installed or signed: the owner has signed the wrong file, or the channel is of another subnet.',
    RELEASE_RUBRIC_OLDER:
      'The owner has published a build from an older state. Weights under a lower version key would be refused.',
    RELEASE_UNPROVEN:
      'At the last try the chain, database or queue was away, so that the release could not be judged. It is tried again later, a limited number of times.',
  },
}
