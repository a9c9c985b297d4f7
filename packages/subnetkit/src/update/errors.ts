import { defineErrors } from '@subnetkit/base'

/** Errors of updates: of the channel file, of the release that it names, and of the process that installs it. */
export const updateError = defineErrors({
  UPDATE_UNCONFIGURED: {
    message: 'updates have no {missing}',
    fix: 'Set update.channel to the URL of the channel file and update.key to the address of the key that signs it, as the owner of the subnet has published both.',
  },
  UPDATE_INSECURE: {
    message: '{url} is not read: {detail}',
    fix: 'Use an https:// or file:// URL; http:// is for 127.0.0.1, ::1 and localhost only.',
  },
  UPDATE_BUSY: {
    message: 'process {pid} on {host} works in {folder}',
    fix: 'Wait until process {pid} has ended. If it is subnet supervise, subnet update asks it for the update.',
  },
  UPDATE_UNANSWERED: {
    message: 'subnet supervise (process {pid}) ended before it answered',
    fix: 'Start subnet supervise, which goes on with an update that has begun, and run subnet update again.',
    transient: true,
  },
  UPDATE_STATE_INVALID: {
    message: '{path} cannot be read: {detail}',
    fix: 'Restore {path} from a backup. Without one, move it aside: the next start installs the release of the channel again.',
  },
  CHANNEL_UNREACHABLE: {
    message: 'the channel {url} cannot be read: {detail}',
    fix: 'Check the URL and the network. The running release goes on, and the channel is read again.',
    transient: true,
  },
  CHANNEL_INVALID: {
    message: 'the channel {url} is no channel file: {detail}',
    fix: 'Ask the owner of the subnet for the right URL. Nothing was installed.',
  },
  CHANNEL_UNSIGNED: {
    message: 'the channel {url} is not signed by {key}',
    fix: 'Do not install what it names. Compare update.key with the key that the owner of the subnet has published, and report the file to the owner.',
  },
  CHANNEL_OTHER: {
    message: 'the channel {url} is {found}, not {expected}',
    fix: 'Set update.name to {found} if you mean to follow that channel, or correct update.channel.',
  },
  CHANNEL_EXPIRED: {
    message: 'the channel file expired at {expires}',
    fix: 'Ask the owner of the subnet to sign it again with subnet release sign. The running release goes on.',
  },
  CHANNEL_FUTURE: {
    message: 'the channel file was issued at {issued}, which lies ahead of the clock of this machine ({now})',
    fix: 'Set the clock of this machine, such as with NTP.',
  },
  CHANNEL_WENT_BACK: {
    message: 'the channel file has sequence {sequence}, and {seen} was seen before{detail}',
    fix: 'Do not install what it names: an old file may be replayed. Ask the owner of the subnet for a file with a higher sequence.',
  },
  RELEASE_UNREACHABLE: {
    message: 'the release {url} cannot be read: {detail}',
    fix: 'Check the network. The running release goes on, and the download is tried again.',
    transient: true,
  },
  RELEASE_TOO_LARGE: {
    message: 'the release {url} has more than {limit} bytes',
    fix: 'Raise update.maxBytes if the owner of the subnet publishes packages of that size.',
  },
  RELEASE_DAMAGED: {
    message:
      'the release {url} has another hash than the channel names: sha256:{found} instead of sha256:{expected}',
    fix: 'Ask the owner of the subnet to publish the file that was signed. Nothing of it was run.',
  },
  RELEASE_OTHER: {
    message: 'the release {url} is not what the channel says: {detail}',
    fix: 'Ask the owner of the subnet to sign the channel again. Nothing of it was run.',
  },
  RELEASE_UNFIT: {
    message: 'release {version} does not run here: {detail}',
    fix: '{fix}',
  },
  RELEASE_TOO_FAR: {
    message: 'release {version} is for updates from {least} on, and {current} runs here',
    fix: 'Install a release between the two first, as the owner of the subnet describes.',
  },
  RELEASE_RUBRIC_OLDER: {
    message:
      'release {version} has version {rubric} of the subnet, and version {current} runs here: the version key never falls',
    fix: 'Ask the owner of the subnet for a release with version {current} or later.',
  },
  RELEASE_STORE: {
    message:
      'release {version} writes version {store} of the store, which release {current} cannot read: it could not be rolled back',
    fix: 'Back up the store, then allow it with update.allowNewStore or subnet update --allow-new-store.',
  },
  RELEASE_REFUSED: {
    message: 'release {version} (sha256:{sha256}) was rolled back on this machine before: {reason}',
    fix: 'Wait for the next release of the owner. A file with the same hash is never tried again.',
  },
  RELEASE_UNPROVEN: {
    message:
      'release {version} could not prove itself and is tried again at {at}, {left} times at most: {reason}',
    fix: 'Wait, or run subnet update to have it tried at once.',
  },
  UPDATE_UNPROVEN: {
    message: 'release {version} was rolled back without being at fault: {reason}',
    fix: 'Check the configuration, the endpoint of the chain, the database and the queue. The release is tried again later; subnet update tries it at once.',
  },
  UPDATE_ROLLED_BACK: {
    message: 'release {version} was rolled back: {reason}',
    fix: 'Report it to the owner of the subnet with the log of the validator. The release before it runs.',
  },
  UPDATE_EMPTY: {
    message: 'no release is installed in {folder}: {detail}',
    fix: '{fix}',
  },
  VALIDATOR_SILENT: {
    message: 'no validator answers at {url}: {detail}',
    fix: 'Start the validator, or name the address of its health with --health-url. If you know that it is stopped, subnet update --force waits for no window.',
    transient: true,
  },
  WINDOW_CLOSED: {
    message: 'it is not safe to stop the validator: {detail}',
    fix: 'Wait for the window with subnet update window --wait.',
    transient: true,
  },
})
