import { defineErrors } from 'subnetkit'

/** Failures of files in the network. */
export const fileError = defineErrors({
  FILE_UNKNOWN: { message: 'the catalogue has no file {name}', fix: 'List the files with ls.' },
  FILE_EXISTS: {
    message: 'the catalogue has a file {name} already',
    fix: 'Choose another name with --as, or remove the file first.',
  },
  PLACES_TOO_FEW: {
    message: 'only {taken} of {needed} pieces of segment {segment} found a miner',
    fix: 'Wait for more miners, or put the file with fewer data and parity pieces.',
    transient: true,
  },
  FILE_LOST: {
    message: 'segment {segment} of {name} cannot be read: {left} pieces are left, and {needed} are needed',
    fix: 'Try again when more of its miners answer.',
    transient: true,
  },
  FILE_DAMAGED: {
    message: '{name} was read, and its content is not what was put',
    fix: 'Restore the catalogue from a backup: its secret or its entry is another one.',
  },
  RANGE_INVALID: {
    message: 'the range {range} is not within the {size} bytes of {name}',
    fix: 'Pass --range <first>-<last>, counted from 0.',
  },
})
