import { configError, isSubnetError } from '@subnetkit/base'
import type { LoadedConfig } from '../config/load-config.js'
import { type SectionName, settingsOf } from '../config/texts/sections.js'

/** Names the settings where a function refuses its options: `--axon-host` for `runMiner axon.host`. */
export async function namingSettings<T>(
  { origins }: LoadedConfig,
  sections: readonly SectionName[],
  work: Promise<T>,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!isSubnetError(error, 'CONFIG_INVALID')) throw error
    const { place, detail } = error.details
    const [, name] = /^run[A-Z]\w* ([\w.]+)$/.exec(String(place)) ?? []
    const setting = settingsOf(sections).find((one) => one.name === name)
    if (setting === undefined) throw error
    const origin = origins.get(setting.key)
    const shown =
      origin === undefined || origin.from === 'file'
        ? `${origin?.name ?? 'setting'} ${setting.key}`
        : origin.name
    throw configError(
      'CONFIG_INVALID',
      { place: shown, detail: String(detail), fix: error.fix },
      { cause: error },
    )
  }
}
