import type { Situation } from './situation.js'

export const keys: Situation = {
  title: 'Wallets, passwords and signers',
  first:
    '`subnet wallet list` shows wallets and hotkeys, `subnet wallet show` their files and addresses. Neither shows or asks for a secret.',
  causes: {
    KEYFILE_NOT_FOUND:
      'The wallet, the hotkey or the folder has another name or place, or belongs to another user: services have a home of their own.',
    KEYFILE_UNREADABLE: 'The file is there, but this user may not read it.',
    KEYFILE_MALFORMED: 'The file is no keyfile: it was cut short, edited, or is of another tool.',
    KEYFILE_FOREIGN: 'The file is an export of a browser wallet.',
    KEYFILE_PUBLIC_ONLY:
      'The file has the address alone, as a `coldkeypub.txt`. Something that signs needs the key.',
    KEYFILE_EXISTS: 'A key of that name is there. Keys are never overwritten.',
    COLDKEY_REFUSED:
      'A miner or validator was given the coldkey, which owns the funds. It must not lie on a server.',
    HOTKEY_MISSING: {
      cause: 'The command signs, and neither an option nor the configuration names a hotkey that is there.',
      remedy: 'Name one with `-w` and `-H`, or make one with `subnet wallet create`.',
    },
    HOTKEY_OF_ANOTHER: 'The hotkey was registered by another coldkey than the one of this wallet.',
    PASSWORD_MISSING: 'The coldkey is encrypted, and there is no terminal to ask on.',
    PASSWORD_WRONG: 'The password that was found first does not fit. A variable wins over a prompt.',
    SECRET_ON_COMMAND_LINE:
      'A mnemonic, a seed or a password stands on the command line, which other users of the machine can see.',
    SIGNER_UNREACHABLE: '`subnet signer` does not run, or its socket is elsewhere or of another user.',
    SIGNER_REFUSED: {
      cause:
        'The call is not on the list of what a signer signs, or the request is to a hotkey outside of its subnet.',
      remedy:
        'Sign the call with the key itself, or start the signer with `--sign-requests <netuid>` if it is a request to a miner of that subnet.',
    },
    SIGNER_WRONG: 'The signer behind the socket holds another hotkey.',
    ADDRESS_INVALID: 'The address has a typo, or is of another network.',
    KEY_INVALID:
      'The text is neither a mnemonic nor a seed in hex: a word is misspelt or missing, the seed has another length, or the path mixes `//hard` and `/soft` parts that the key type does not have.',
    WALLET_NAME_INVALID:
      'Names become names of files: empty ones, slashes, control characters, a leading dot and the endings that keyfiles use are refused. A path belongs into `--wallet-path`.',
    KEYFILE_ADDRESS_MISMATCH:
      'The keyfile contradicts itself: somebody edited it, or copied the address of another key into it. No key is used that may be the wrong one.',
    KEYFILE_NOT_WRITTEN:
      'The folder belongs to another user, is read-only, or its disk is full. The detail has the code of the system.',
    PASSWORD_WEAK:
      'It protects funds against a thief of the file, who can try millions of passwords. The detail says what it lacks.',
    PASSWORD_UNREADABLE:
      'The file of the password cannot be read or is too large, or the variable does not hold what the official wallet writes for that keyfile: base64, masked with the name of the variable itself.',
    UNLOCK_TOO_SLOW:
      'Deriving the key from the password is slow on purpose, and this machine is busy or has less than 512 MiB of free memory.',
    UNLOCK_ABORTED: 'Ctrl-C, or the program that asked for the key, ended it before the key was derived.',
    UNLOCK_FAILED:
      'The thread that derives the key ended, mostly for want of memory: containers with a small limit do that.',
    SIGNER_BUSY:
      'One process asks the signer for more signatures than its rate allows, 100 a second by default: a validator that signs each request instead of opening sessions, or several clients of one signer.',
    SIGNER_BROKEN:
      'The socket is of another program, client and signer are of different versions, or the signature does not verify.',
  },
}
