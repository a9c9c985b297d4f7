import { defineErrors } from '@subnetkit/base'

/** Wallet files, their passwords, and signers. Messages never hold a secret. */
export const walletError = defineErrors({
  KEY_INVALID: {
    message: 'the secret URI cannot be read: {detail}',
    fix: 'use a mnemonic or a 0x seed, followed by //hard, /soft or ///password parts',
  },
  ADDRESS_INVALID: {
    message: 'not an SS58 address: {detail}',
    fix: 'check the address; on Bittensor it starts with 5 and has 48 characters',
  },
  WALLET_NAME_INVALID: {
    message: 'not a name of a wallet or hotkey: {detail}',
    fix: 'use a plain name such as default, or cold/hot for a wallet and its hotkey; folders go into the wallet path',
  },
  KEYFILE_NOT_FOUND: {
    message: 'no keyfile at {path}',
    fix: 'check the names of wallet and hotkey and the wallet path, or create the key first',
  },
  KEYFILE_UNREADABLE: {
    message: 'the keyfile {path} cannot be read: {detail}',
    fix: 'check that it is a regular file which your user may read',
  },
  KEYFILE_MALFORMED: {
    message: '{path} does not hold a key: {detail}',
    fix: 'restore the file from a copy, or regenerate the key from its mnemonic',
  },
  KEYFILE_FOREIGN: {
    message: '{path} is a polkadot.js JSON export, not a Bittensor keyfile',
    fix: 'regenerate the key from its mnemonic, or import the export with: btcli wallet regen-coldkey --json-path <file>',
  },
  KEYFILE_ADDRESS_MISMATCH: {
    message: '{path} says that its address is {stored}, but its {field} gives {derived}',
    fix: 'the file was edited or mixed up: restore it from a copy, or regenerate the key from its mnemonic',
  },
  KEYFILE_PUBLIC_ONLY: {
    message: '{path} holds only the public half of {address}, which cannot sign',
    fix: 'name the file of the secret key, or regenerate it from its mnemonic',
  },
  KEYFILE_EXISTS: {
    message: '{path} exists and was not touched',
    fix: 'choose another name, or ask for it to be overwritten when you hold its mnemonic elsewhere',
  },
  KEYFILE_NOT_WRITTEN: {
    message: '{path} could not be written: {detail}',
    fix: 'check that the folder belongs to you and that the disk has room',
  },
  COLDKEY_REFUSED: {
    message: '{path} is a coldkey ({detail}); a neuron holds a hotkey only',
    fix: 'run the neuron with a hotkey of the wallet, and keep the coldkey off the machine',
  },
  PASSWORD_MISSING: {
    message: 'no password was given to {purpose} {path}',
    fix: 'set BT_WALLET_PASSWORD, {variable} or BT_WALLET_PASSWORD_FILE, or run it where it can ask',
  },
  PASSWORD_WRONG: {
    message: 'the password from {source} does not open {path}',
    fix: 'check the password; if it is right, the file is damaged: restore it or regenerate it from its mnemonic',
  },
  PASSWORD_WEAK: {
    message: 'the password is too weak: {detail}',
    fix: 'take at least 6 characters of two kinds (lower case, upper case, digits, signs), or 16 of any',
  },
  PASSWORD_UNREADABLE: {
    message: 'the password in {source} cannot be read: {detail}',
    fix: 'mend {source}, or remove it so that the next source is asked',
  },
  UNLOCK_TOO_SLOW: {
    message: '{path} was not unlocked within {deadlineMs} ms',
    fix: 'allow a longer deadline; a current keyfile takes seconds of one core and 512 MiB of memory',
  },
  UNLOCK_ABORTED: {
    message: 'unlocking {path} was called off',
    fix: 'unlock it again when it is wanted',
  },
  UNLOCK_FAILED: {
    message: '{path} could not be unlocked: {detail}',
    fix: 'make sure that 512 MiB of memory are free, then try again',
  },
})
