import { defineErrors } from 'subnetkit'

/** Failures of files in the network. */
export const fileError = defineErrors({
  FILE_UNKNOWN: { message: 'the catalogue has no file {name}', fix: 'List the files with ls.' },
  FILE_EXISTS: {
    message: 'the catalogue has a file {name} already',
    fix: 'Choose another name with --as, or remove the file first.',
  },
  FILE_NAME_INVALID: {
    message: '{name} cannot be the name of a file in the catalogue: it has {bytes} bytes when it is encoded',
    fix: 'Pass a name of 1 to 200 bytes with --as.',
  },
  SOURCE_UNREADABLE: {
    message: '{path} cannot be read: {reason}',
    fix: 'Pass the path of a file, or - for standard input.',
  },
  MINERS_TOO_FEW: {
    message:
      'a segment needs {needed} miners, one for each piece, and the subnet has {found} with an address',
    fix: 'Pass fewer pieces with --data and --parity, or wait for more miners.',
    transient: true,
  },
  PLACES_TOO_FEW: {
    message: 'only {taken} of {needed} pieces of segment {segment} found a miner. {reasons}',
    fix: 'Wait for more miners, or put the file with fewer data and parity pieces.',
    transient: true,
  },
  FILE_LOST: {
    message:
      'segment {segment} of {name} cannot be read: {left} pieces are left, and {needed} are needed. {reasons}',
    fix: 'Try again when more of its miners answer.',
    transient: true,
  },
  FILE_DAMAGED: {
    message: '{name} was read, and its content is not what was put',
    fix: 'Restore the catalogue from a backup: its secret or its entry is another one.',
  },
  REPAIR_INCOMPLETE: {
    message:
      '{left} of {lost} lost pieces have no new miner, and {unreadable} segments cannot be read. {reasons}',
    fix: 'Run repair again when more miners answer: each piece of a segment needs a miner of its own.',
    transient: true,
  },
  RANGE_INVALID: {
    message: 'the range {range} is not within the {size} bytes of {name}',
    fix: 'Pass --range <first>-<last>, counted from 0.',
  },
  OPTION_INVALID: { message: '{option} {value} is not {expected}', fix: 'Pass {expected}.' },
  SETTINGS_UNREADABLE: { message: '{path} cannot be used: {reason}', fix: 'Correct the file.' },
  CATALOGUE_ELSEWHERE: {
    message: 'none of the {hotkeys} hotkeys with fillers in the catalogue is in the subnet',
    fix: 'Check --network, --netuid and --catalogue: they belong to different subnets.',
  },
  PLACE_UNKNOWN: {
    message: 'no {missing} is set',
    fix: 'Pass --network and --netuid, set them in subnetkit.config.json, or pass --miners <file>.',
  },
})
