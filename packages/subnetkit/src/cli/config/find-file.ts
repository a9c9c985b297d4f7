import { stat } from 'node:fs/promises'
import type { CliIo } from '../io.js'

/** File that is read where no other is named. */
const usualFile = 'subnetkit.config.json'

/** Returns the path of the configuration file: that of `--config`, of the environment, or the usual one; null if there is none. */
export async function findConfigFile(given: unknown, env: CliIo['env']): Promise<string | null> {
  if (typeof given === 'string') return given
  if (env.SUBNETKIT_CONFIG) return env.SUBNETKIT_CONFIG
  const found = await stat(usualFile).catch(() => null)
  return found?.isFile() ? usualFile : null
}
