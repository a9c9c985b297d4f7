import type { ListedKey } from '@subnetkit/wallet'
import { z } from 'zod'
import { printable } from '../../output/text.js'
import { defineAction } from '../../program/define-action.js'

export const action = defineAction(z.strictObject({}), async ({ keys, palette, settings }) => {
  const { listWallets } = await import('@subnetkit/wallet')
  const wallets = await listWallets(keys.place)
  const line = (key: ListedKey) =>
    key.problem === null
      ? `${key.address ?? palette.dim('sealed')}${sealOf(key)}`
      : palette.bad(key.problem.message)
  return {
    data: {
      path: settings.wallet.path,
      wallets: wallets.map(({ name, coldkey, hotkeys }) => ({
        name,
        coldkey: documentOf(coldkey),
        hotkeys: hotkeys.map((key) => ({ name: key.name, ...documentOf(key) })),
      })),
    },
    text: () => {
      if (wallets.length === 0) return `no wallets in ${settings.wallet.path}`
      return wallets
        .flatMap(({ name, coldkey, hotkeys }) => [
          `${palette.bold(printable(name))}  ${line(coldkey)}`,
          ...hotkeys.map((key) => `  ${printable(key.name)}  ${line(key)}`),
        ])
        .join('\n')
    },
  }
})

function sealOf({ secret }: ListedKey): string {
  if (secret === null) return '  (public half only)'
  return secret.encryption === 'none' ? '' : `  (${secret.encryption})`
}

const documentOf = ({ address, secret, problem }: ListedKey) => ({
  address,
  encryption: secret?.encryption ?? null,
  canSign: secret !== null && secret.canSign !== false,
  problem: problem && { code: problem.code, message: problem.message },
})
