import type { Signer } from '@subnetkit/chain'
import {
  createKeypair,
  isAddress,
  type Keypair,
  loadHotkey,
  type MessageSigner,
  type WalletOptions,
} from '@subnetkit/wallet'
import type { Log } from '../log/log.js'
import { type HotkeyOptions, invalid, type WalletName } from './options.js'
import type { Resources } from './resources.js'
import { waitForSigner } from './wait-for-signer.js'

/** The hotkey of a neuron, and who signs for it. */
export interface Hotkey {
  /** SS58 address. */
  readonly address: string
  /** Its key pair; null if only an external signer has it. */
  readonly keypair: Keypair | null
  /** Signs its extrinsics. */
  readonly signer: Signer
  /** Signs its requests to miners; null if nothing here can. */
  readonly requestSigner: Keypair | MessageSigner | null
}

/**
 * Opens the hotkey that the options name, and makes sure that the signer is of the same hotkey. Throws CONFIG_INVALID
 * for options that contradict each other, or a signer that cannot do what the neuron `needs`, and the errors of
 * loadHotkey, createKeypair and connectSigner. Waits for a signer in another process that is not up yet.
 */
export async function openHotkey(
  place: string,
  { wallet, hotkey, signer: given }: HotkeyOptions,
  needs: { readonly requests: boolean } & { readonly log: Log; readonly resources: Resources },
): Promise<Hotkey> {
  if (wallet !== undefined && hotkey !== undefined) {
    throw invalid(
      `${place} wallet`,
      'a hotkey is given as well',
      'Leave out either the wallet or the hotkey.',
    )
  }
  const signer = typeof given === 'string' ? await connectTo(given, needs) : given
  const isRemote = signer !== undefined && wallet === undefined && hotkey === undefined
  if (isRemote) {
    const requestSigner = signsRequests(signer) ? signer : null
    if (requestSigner === null && needs.requests) {
      const detail = `the signer of ${signer.address} signs no requests to miners`
      const fix = 'Start it with subnet signer --sign-requests <netuid>, or give the wallet as well.'
      throw invalid(`${place} signer`, detail, fix)
    }
    return { address: signer.address, keypair: null, signer, requestSigner }
  }
  const keypair = hotkey === undefined ? await load(place, wallet) : keypairOf(`${place} hotkey`, hotkey)
  const { address } = keypair
  if (signer !== undefined && signer.address !== address) {
    const fix = `Use a signer of ${address}, or leave out the wallet and the hotkey.`
    throw invalid(`${place} signer`, `it signs for ${signer.address}, but the hotkey is ${address}`, fix)
  }
  return { address, keypair, signer: signer ?? keypair, requestSigner: keypair }
}

/** Returns true for a signer of messages; one behind a socket states the kinds that it signs. */
function signsRequests(signer: Signer): signer is Signer & MessageSigner {
  if (!('signMessage' in signer)) return false
  const { messages }: { messages?: unknown } = signer as object
  return !Array.isArray(messages) || messages.includes('btauth/1')
}

function keypairOf(place: string, hotkey: string | Keypair): Keypair {
  if (typeof hotkey !== 'string') return hotkey
  if (isAddress(hotkey)) {
    throw invalid(place, `${hotkey} is an address, which cannot sign`, 'Pass a wallet or a secret URI.')
  }
  return createKeypair(hotkey)
}

/** A mnemonic, a seed or a secret URI: the error about a missing keyfile would repeat it. */
const looksSecret = /^\/|^0x|^[0-9a-f]{64}$|\S+\s+\S+\s+\S+/i

function load(place: string, wallet: string | WalletName = {}): Promise<Keypair> {
  const { name, hotkey } = placeOf(wallet)
  if ([name, hotkey].some((text) => text !== undefined && looksSecret.test(text))) {
    throw invalid(`${place} wallet`, 'it reads like a secret, not like a name', 'Pass a secret as hotkey.')
  }
  return loadHotkey(placeOf(wallet))
}

/** Wallet whose hotkey the options use; null where another key signs. */
export function walletOf({ wallet, hotkey, signer }: HotkeyOptions): WalletOptions | null {
  const isNone = hotkey !== undefined || (signer !== undefined && wallet === undefined)
  return isNone ? null : placeOf(wallet ?? {})
}

function placeOf(wallet: string | WalletName): WalletOptions {
  const { name, hotkey, path } = typeof wallet === 'string' ? { name: wallet } : { ...wallet }
  return {
    ...(name !== undefined && { name }),
    ...(hotkey !== undefined && { hotkey }),
    ...(path !== undefined && { path }),
  }
}

/** Socket of the signer in another process; null if there is none. */
export const socketOf = ({ signer }: Pick<HotkeyOptions, 'signer'>): string | null =>
  typeof signer === 'string' ? signer : null

function connectTo(
  socketPath: string,
  { log, resources }: { readonly log: Log; readonly resources: Resources },
) {
  const closing = new AbortController()
  resources.defer(() => closing.abort(new Error('the neuron stops')))
  return waitForSigner(socketPath, { write: (entry) => log.write('warn', entry), signal: closing.signal })
}
