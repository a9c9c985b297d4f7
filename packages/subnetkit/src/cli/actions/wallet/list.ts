import { stat } from 'node:fs/promises'
import type { ListedKey, WalletKey } from '@subnetkit/wallet'
import { z } from 'zod'
import { cliError } from '../../errors.js'
import { printable } from '../../output/text.js'
import { defineAction } from '../../program/define-action.js'

export const action = defineAction(z.strictObject({}), async ({ keys, palette, settings }) => {
  const { listWallets } = await import('@subnetkit/wallet')
  const { path } = settings.wallet
  const folder = await stat(path).catch(() => null)
  if (folder !== null && !folder.isDirectory()) {
    throw cliError('FILE_INVALID', {
      path,
      detail: 'it is a file, not a folder of wallets',
      fix: 'Pass the folder of your wallets with --wallet-path.',
    })
  }
  const wallets = await listWallets(keys.root)
  const line = (key: ListedKey) =>
    key.problem === null
      ? `${key.address ?? palette.dim(key.secret === null ? 'none' : 'encrypted')}${sealOf(key)}`
      : palette.bad(printable(key.problem.message))
  return {
    data: {
      path,
      wallets: wallets.map(({ name, coldkey, hotkeys }) => ({
        name,
        coldkey: keyDocument(coldkey),
        hotkeys: hotkeys.map((key) => ({ name: key.name, ...keyDocument(key) })),
      })),
    },
    text: () => {
      if (wallets.length === 0)
        return folder === null ? `no wallets: ${path} does not exist` : `no wallets in ${path}`
      return wallets
        .flatMap(({ name, coldkey, hotkeys }) => [
          `${palette.bold(printable(name))}  ${line(coldkey)}`,
          ...hotkeys.map((key) => `  ${printable(key.name)}  ${line(key)}`),
        ])
        .join('\n')
    },
  }
})

function sealOf({ secret, address }: ListedKey): string {
  if (secret === null) return address === null ? '' : '  (public half only)'
  return secret.encryption === 'none' ? '' : `  (${secret.encryption})`
}

/** A key for `--json`: if it is encrypted, if it can sign, and the problem with its file. */
export const keyDocument = (key: WalletKey | ListedKey) => ({
  address: key.address,
  encryption: key.secret?.encryption ?? null,
  canSign: key.secret !== null && key.secret.canSign !== false,
  problem: 'problem' in key && key.problem ? { code: key.problem.code, message: key.problem.message } : null,
})
