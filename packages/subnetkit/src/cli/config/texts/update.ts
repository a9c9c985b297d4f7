import type { SectionTexts } from './setting-text.js'

/** Updates by a signed channel file. */
export const updateTexts = {
  channel: {
    text: 'URL of the channel file that names the newest release: https, file, or http on loopback',
    flags: '--channel <url>',
    fallback: 'none: nothing is updated',
  },
  key: {
    text: 'SS58 address of the key (sr25519) that signs the channel, as the owner of the subnet has published it',
    flags: '--channel-key <address>',
  },
  name: { text: 'name of the channel that the file must have', fallback: 'stable' },
  role: {
    text: 'role of the releases: validator, coordinator or worker',
    flags: '--role <role>',
    fallback: 'validator',
  },
  directory: {
    text: 'folder of the releases and of the state of updates',
    flags: '--releases <folder>',
    fallback: 'releases in the state folder',
    path: 'file',
  },
  everySeconds: { text: 'seconds from one look at the channel to the next', fallback: '300' },
  spreadSeconds: {
    text: 'seconds within which the validators of a subnet update after a release, each at a time of its own',
    fallback: '3600',
  },
  restartSeconds: {
    text: 'seconds that a restart takes, until it was measured',
    flags: '--restart-seconds <number>',
    fallback: '30',
  },
  weightsBlocks: {
    text: 'blocks that must be left to the next weights',
    flags: '--weights-blocks <number>',
    fallback: '3',
  },
  drainSeconds: { text: 'seconds that the validator has to end before it is killed', fallback: '60' },
  healthSeconds: {
    text: 'seconds that a new release has to be ready, see a new block and finish a job; then it is rolled back',
    fallback: '120',
  },
  maxBytes: { text: 'largest size of a release, in bytes', fallback: '268435456' },
  downloadSeconds: { text: 'longest time of a download, in seconds', fallback: '600' },
  allowNewStore: {
    text: 'install a release whose store the one before cannot read, so that it cannot be rolled back: true or false',
    fallback: 'false',
  },
} as const satisfies SectionTexts
