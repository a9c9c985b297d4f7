import { defineErrors } from '@subnetkit/base'

/** Wallet files, their passwords, and signers. Messages never hold a secret. */
export const walletError = defineErrors({
  KEY_INVALID: {
    message: 'invalid secret URI: {detail}',
    fix: 'Use a mnemonic or a 0x seed, optionally followed by //hard, /soft or ///password parts.',
  },
  ADDRESS_INVALID: {
    message: 'invalid address{place}: {detail}',
    fix: 'Check the address: on Bittensor it starts with 5 and has 48 characters.',
  },
  WALLET_NAME_INVALID: {
    message: 'invalid wallet or hotkey name: {detail}',
    fix: 'Use a plain name such as default, or cold/hot for a wallet and its hotkey; folders belong in the wallet path.',
  },
  KEYFILE_NOT_FOUND: {
    message: 'no keyfile at {path}',
    fix: 'Check the wallet and hotkey names and the wallet path, or create the key first.',
  },
  KEYFILE_UNREADABLE: {
    message: 'the keyfile {path} cannot be read: {detail}',
    fix: 'Make {path} a regular file that your user can read.',
  },
  KEYFILE_MALFORMED: {
    message: '{path} does not hold a key: {detail}',
    fix: 'Restore the file from a backup, or regenerate the key from its mnemonic under another name.',
  },
  KEYFILE_FOREIGN: {
    message: '{path} is a polkadot.js JSON export, not a Bittensor keyfile',
    fix: 'Regenerate the key from its mnemonic, or import the export with: btcli wallet regen-coldkey --json-path <file>.',
  },
  KEYFILE_ADDRESS_MISMATCH: {
    message: '{path} names the address {stored}, but its {field} belongs to {derived}',
    fix: 'Restore the file from a backup, or regenerate the key from its mnemonic: the file was edited or mixed up.',
  },
  KEYFILE_PUBLIC_ONLY: {
    message: '{path} holds only the public key of {address}, which cannot sign',
    fix: 'Use the file that holds the secret key, or regenerate it from its mnemonic.',
  },
  KEYFILE_EXISTS: {
    message: '{path} already exists and was left unchanged',
    fix: 'Choose another name. Overwrite the file only if you have its mnemonic elsewhere.',
  },
  KEYFILE_NOT_WRITTEN: {
    message: '{path} could not be written: {detail}',
    fix: 'Make the folder of {path} writable for your user and free some disk space.',
  },
  COLDKEY_REFUSED: {
    message: '{path} is a coldkey ({detail}); a neuron only loads a hotkey',
    fix: 'Run the neuron with a hotkey of the wallet and keep the coldkey off this machine.',
  },
  PASSWORD_MISSING: {
    message: 'no password was given to {purpose} {path}',
    fix: 'Set BT_WALLET_PASSWORD, {variable} or BT_WALLET_PASSWORD_FILE, or run this in a terminal, which prompts for it. Never unlock a coldkey on the machine of a neuron.',
  },
  PASSWORD_WRONG: {
    message: 'the password from {source} does not unlock {path}',
    fix: 'Check the password. If it is right, the file is damaged: restore it from a backup or regenerate the key from its mnemonic.',
  },
  PASSWORD_WEAK: {
    message: 'the password is too weak: {detail}',
    fix: 'Choose at least 6 characters of two kinds (lower case, upper case, digits, symbols), or 16 of any kind.',
  },
  PASSWORD_UNREADABLE: {
    message: 'the password in {source} cannot be read: {detail}',
    fix: 'Set {source} to a readable password, or remove it to fall back to the next source.',
  },
  UNLOCK_TOO_SLOW: {
    message: '{path} was not unlocked within {deadlineMs} ms',
    fix: 'Allow a longer deadline: a current keyfile takes seconds of one core and 512 MiB of memory.',
    transient: true,
  },
  UNLOCK_ABORTED: {
    message: 'unlocking {path} was aborted',
    fix: 'Unlock it again when you need it.',
  },
  UNLOCK_FAILED: {
    message: '{path} could not be unlocked: {detail}',
    fix: 'Free 512 MiB of memory, then try again.',
  },
  SIGNATURE_ENGINE_UNKNOWN: {
    message: '{name} in SUBNETKIT_SR25519 is not an sr25519 engine',
    fix: 'Set SUBNETKIT_SR25519 to wasm, fast or native, or unset it to use the fastest that is installed.',
  },
  SIGNATURE_ENGINE_UNAVAILABLE: {
    message: 'the sr25519 engine {name} did not load: {detail}',
    fix: 'Install the package of the {name} engine for this platform, or unset SUBNETKIT_SR25519 to use another one.',
  },
})
