import { setLatest } from '@subnetkit/base'

/** Hotkeys to remember: more than any subnet has. */
const defaultCapacity = 4_096

/** Public keys by the hotkeys of callers, the least recently used forgotten first. */
export interface KnownKeys {
  /** Returns the key of a hotkey, read with `decode` unless it is remembered. */
  keyOf(hotkey: string, decode: (hotkey: string) => Uint8Array): Uint8Array
  /** Remembers a caller whose signature verified. Only these: claims would drive the honest ones out. */
  remember(hotkey: string, publicKey: Uint8Array): void
}

/** Reading an address takes as long as the native check of a signature; a validator calls again and again. */
export function createKnownKeys(capacity = defaultCapacity): KnownKeys {
  const keys = new Map<string, Uint8Array>()
  return {
    keyOf: (hotkey, decode) => keys.get(hotkey) ?? decode(hotkey),
    remember(hotkey, publicKey) {
      setLatest(keys, hotkey, publicKey, capacity)
    },
  }
}
