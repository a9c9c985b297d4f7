import type { HotkeyOptions } from '../../../../neuron/options.js'
import type { DevHotkey } from './messages.js'

/** A hotkey as the options of a neuron name it. */
export function hotkeyOptions(hotkey: DevHotkey): HotkeyOptions {
  return 'uri' in hotkey ? { hotkey: hotkey.uri } : { wallet: hotkey }
}
