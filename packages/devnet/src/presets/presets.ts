import { fast } from './fast.js'
import { localnet } from './localnet.js'
import { mainnetLike } from './mainnet-like.js'
import type { Preset } from './preset.js'

/** All presets by name. */
export const presets = { fast, localnet, 'mainnet-like': mainnetLike } as const satisfies Readonly<
  Record<string, Preset>
>

export type PresetName = keyof typeof presets

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]]
