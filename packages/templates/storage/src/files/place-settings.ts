import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'subnetkit'
import { fileError } from './errors.js'

/** Options that every command has; what is missing comes from the environment, `.env` and `subnetkit.config.json`, as for `subnet`. */
export interface PlaceOptions {
  readonly catalogue: string
  /** Network or `ws://` address. */
  readonly network?: string
  readonly netuid?: number
  /** Wallet, or wallet/hotkey, of the validator. */
  readonly wallet?: string
  /** Key of the validator as a secret URI, for the devnet. */
  readonly hotkey?: string
  /** File with a JSON list of `{ hotkey, host, port }` instead of the chain. */
  readonly miners?: string
}

/** Options with everything that was set elsewhere. */
export interface PlaceSettings {
  /** Networks or addresses, tried in order; none if it is not set. */
  readonly network: readonly string[]
  readonly netuid: number | undefined
  readonly wallet: { readonly name?: string; readonly hotkey?: string; readonly path?: string }
}

const config = z.object({
  network: z.object({ endpoints: z.union([z.string(), z.array(z.string())]).optional() }).optional(),
  wallet: z
    .object({ name: z.string().optional(), hotkey: z.string().optional(), path: z.string().optional() })
    .optional(),
  subnet: z.object({ netuid: z.int().optional() }).optional(),
})

/** Puts options, environment and files together. Throws SETTINGS_UNREADABLE for a file that is not what it must be. */
export async function readSettings(
  options: Omit<PlaceOptions, 'catalogue'>,
  { env = process.env, folder = '.' }: { readonly env?: NodeJS.ProcessEnv; readonly folder?: string } = {},
): Promise<PlaceSettings> {
  const file = (await readJson(join(folder, 'subnetkit.config.json'), config)) ?? {}
  const all = { ...parseEnv(await readOptional(join(folder, '.env'))), ...env }
  const [name, hotkey] = options.wallet?.split('/') ?? []
  const wallet = {
    name: name || all.BT_WALLET_NAME || file.wallet?.name,
    hotkey: hotkey || all.BT_WALLET_HOTKEY || file.wallet?.hotkey,
    path: all.BT_WALLET_PATH || file.wallet?.path,
  }
  const network = (options.network ?? all.BT_NETWORK) || file.network?.endpoints || []
  const variable = all.SUBNETKIT_SUBNET_NETUID
  const netuid = options.netuid ?? (variable ? Number(variable) : file.subnet?.netuid)
  return {
    network: typeof network === 'string' ? network.split(',') : network,
    netuid,
    wallet: Object.fromEntries(Object.entries(wallet).filter(([, value]) => value)),
  }
}

/** Content of a JSON file; undefined if there is none. Throws SETTINGS_UNREADABLE for one of another form. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readOptional(path)
  if (text === '') return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw fileError('SETTINGS_UNREADABLE', { path, reason })
  }
}

async function readOptional(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return ''
    throw fileError('SETTINGS_UNREADABLE', { path, reason: error.message })
  })
}
