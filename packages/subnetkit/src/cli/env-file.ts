import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** Whatever else a `.env` has is for other programs. */
const ours = /^(?:BT|SUBNETKIT)_/

/** Variables of the same setting: where one is exported, the other one of the file does not count either. */
export const twins: Readonly<Record<string, string>> = {
  BT_NETWORK: 'BT_SUBTENSOR_NETWORK',
  BT_SUBTENSOR_NETWORK: 'BT_NETWORK',
  BT_CHAIN_ENDPOINT: 'BT_SUBTENSOR_CHAIN_ENDPOINT',
  BT_SUBTENSOR_CHAIN_ENDPOINT: 'BT_CHAIN_ENDPOINT',
  BT_WALLET: 'BT_WALLET_NAME',
  BT_WALLET_NAME: 'BT_WALLET',
}

/**
 * Adds the settings of a `.env` to an environment that lacks them; an exported variable wins, even an empty one. Without
 * the file, nothing happens. Throws the error of the file system if it cannot be read.
 */
export function addEnvFile(env: NodeJS.ProcessEnv, file = '.env'): void {
  const exported = new Set(Object.keys(env))
  for (const [name, value] of Object.entries(parseEnv(textOf(file)))) {
    if (ours.test(name) && !exported.has(name) && !exported.has(twins[name] ?? name)) env[name] = value
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    // A folder of that name is a virtual environment of Python.
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'EISDIR'].includes(code)) return ''
    throw error
  }
}
