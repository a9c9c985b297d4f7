import type { Wallet } from '@subnetkit/wallet'
import type { LogEntry } from '../../log/log.js'
import type { HotkeyOptions } from '../../neuron/options.js'
import { waitForSigner } from '../../neuron/wait-for-signer.js'
import { looksLikeAddress } from '../context/address.js'
import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'
import { logDestination } from './log-destination.js'

type Role = 'miner' | 'validator' | 'coordinator' | 'worker' | 'gateway'

/** The hotkey of a neuron, as the functions that run one take it. */
interface NeuronHotkey {
  readonly address: string
  readonly options: HotkeyOptions
}

/**
 * Opens the hotkey that the options name, or the signer that has it. Waits for a signer that is not up yet. Throws
 * HOTKEY_MISSING, and the errors of `loadHotkey` and
 * `connectSigner`.
 */
export async function openHotkey(context: Context, role: Role): Promise<NeuronHotkey> {
  const { settings, keys, signal } = context
  const { signerSocket } = settings
  if (signerSocket !== undefined) {
    const log = logDestination(context)
    const write = (entry: LogEntry) =>
      log({ time: Date.now(), level: 'warn', source: role, code: null, ...entry })
    const { address } = await waitForSigner(signerSocket, { write, signal })
    return { address, options: { signer: signerSocket } }
  }
  const { openWallet } = await import('@subnetkit/wallet')
  const wallet = await openWallet(keys.place)
  if (wallet.hotkey.secret === null) throw await missing(wallet, keys.root)
  const hotkey = await keys.hotkeypair()
  return { address: hotkey.address, options: { hotkey } }
}

async function missing(wallet: Wallet, root: Context['keys']['root']) {
  const { name, hotkeyName, files, hotkey } = wallet
  const { listWallets } = await import('@subnetkit/wallet')
  const hotkeys = (await listWallets(root)).find((one) => one.name === name)?.hotkeys ?? []
  const names = hotkeys.filter(({ secret }) => secret !== null).map((one) => one.name)
  const choose =
    names.length === 0
      ? `Create it: subnet wallet create --hotkey-only -w ${name} -H ${hotkeyName}.`
      : `Choose one of its hotkeys with --hotkey: ${names.join(', ')}.`
  if (looksLikeAddress(hotkeyName)) {
    const fix = names.length === 0 ? 'Pass the name of a hotkey with --hotkey.' : choose
    return cliError('HOTKEY_MISSING', { detail: `${hotkeyName} is an address, which cannot sign`, fix })
  }
  if (hotkeyName === 'coldkey' || hotkeyName === name) {
    const detail = `${hotkeyName} is no hotkey of wallet ${name}: a miner or a validator never uses the coldkey`
    return cliError('HOTKEY_MISSING', { detail, fix: choose })
  }
  const detail =
    hotkey.address === null
      ? `wallet ${name} has no hotkey ${hotkeyName}: ${files.hotkey} does not exist`
      : `wallet ${name} has only the public half of hotkey ${hotkeyName}: ${files.hotkey} does not exist`
  return cliError('HOTKEY_MISSING', { detail, fix: choose })
}

/**
 * The hotkey of a worker. One that only scores signs nothing: the address of the validator is enough, also where there is no
 * key. Throws as {@link openHotkey}.
 */
export async function openWorkerHotkey(
  context: Context,
  { asks }: { readonly asks: boolean },
): Promise<HotkeyOptions> {
  if (asks) return (await openHotkey(context, 'worker')).options
  return { hotkey: await context.keys.hotkeyAddress() }
}
