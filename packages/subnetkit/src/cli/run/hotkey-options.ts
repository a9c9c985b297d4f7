import type { HotkeyOptions } from '../../neuron/options.js'
import type { Context } from '../context/context.js'

/** The hotkey that the options name, opened as all commands open it; with a signer only that signs. */
export async function hotkeyOf({ settings, keys }: Context): Promise<HotkeyOptions> {
  return settings.signerSocket === undefined
    ? { hotkey: await keys.hotkeypair() }
    : { signer: settings.signerSocket }
}
