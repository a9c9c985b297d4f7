import type { Signer } from '@subnetkit/chain'
import type { Keypair, UnlockOptions, WalletKey, WalletOptions } from '@subnetkit/wallet'
import type { Settings } from '../config/settings.js'
import type { CliIo } from '../io.js'
import { failureOf } from '../output/failure.js'
import { checkAddress, looksLikeAddress } from './address.js'
import { passwordPrompt } from './password-prompt.js'

/** Keys selected by the options. Each is opened once, when needed; only then is a password required. */
export interface Keys {
  /** Location of the keys, for functions that take it. */
  readonly place: WalletOptions
  /** Folder of all wallets. */
  readonly root: Pick<WalletOptions, 'path' | 'env'>
  /** Sources of passwords, and the progress of unlocking. */
  readonly unlock: UnlockOptions
  /** SS58 address, without opening the key if its public half is available. */
  hotkeyAddress(): Promise<string>
  coldkeyAddress(): Promise<string>
  /** Signs for the hotkey: the key itself, or the process that `--signer-socket` names. */
  hotkey(): Promise<Signer>
  /** The key itself; throws when another process holds it. */
  hotkeypair(): Promise<Keypair>
  coldkey(): Promise<Keypair>
}

/** Never throws: a wrong key is reported when it is used. */
export function createKeys(
  { wallet: { name, hotkey, path }, signerSocket }: Settings,
  io: CliIo,
  progress: (text: string) => void,
): Keys {
  const place: WalletOptions = { name, hotkey, path, env: io.env }
  const unlock: UnlockOptions = {
    env: io.env,
    ...(io.prompter && { prompt: passwordPrompt(io.prompter) }),
    ...(io.signal && { signal: io.signal }),
    onProgress: ({ stage, elapsedMs }) => {
      if (stage === 'deriving' && elapsedMs === 0) progress('unlocking the key, which takes a few seconds')
    },
  }
  const load = once(async (kind: 'hotkey' | 'coldkey') => {
    const { loadColdkey, loadHotkey } = await import('@subnetkit/wallet')
    return (kind === 'hotkey' ? loadHotkey : loadColdkey)({ ...place, ...unlock })
  })
  const open = once(async (_: 'wallet') => (await import('@subnetkit/wallet')).openWallet(place))

  const remote = once(async (socketPath: string) =>
    (await import('@subnetkit/chain')).connectSigner({ socketPath }),
  )

  async function addressOf(kind: 'hotkey' | 'coldkey'): Promise<string> {
    const wallet = await open('wallet')
    const key: WalletKey = wallet[kind]
    if (key.address !== null) return key.address
    // Sealed, and without its public half beside it.
    if (key.secret !== null) return (await load(kind)).address
    const missing = kind === 'coldkey' ? wallet.files.coldkeypub : wallet.files.hotkey
    throw failureOf(
      {
        code: 'KEYFILE_NOT_FOUND',
        message: `wallet ${name} has no ${kind}${kind === 'hotkey' ? ` ${hotkey}` : ''}: ${missing} does not exist`,
        fix: `Choose another with --wallet and --hotkey, or create it: subnet wallet create -w ${name} -H ${hotkey}`,
      },
      { path: missing },
    )
  }

  return {
    place,
    root: { path, env: io.env },
    unlock,
    async hotkeyAddress() {
      if (signerSocket !== undefined) return (await remote(signerSocket)).address
      return looksLikeAddress(hotkey) ? checkAddress('--hotkey', hotkey) : addressOf('hotkey')
    },
    coldkeyAddress: () => addressOf('coldkey'),
    hotkey: () => (signerSocket === undefined ? load('hotkey') : remote(signerSocket)),
    hotkeypair: () => load('hotkey'),
    coldkey: () => load('coldkey'),
  }
}

/** Does the work once for each argument. */
function once<K, T>(work: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const made = new Map<K, Promise<T>>()
  return (key) => {
    const known = made.get(key) ?? work(key)
    made.set(key, known)
    return known
  }
}
