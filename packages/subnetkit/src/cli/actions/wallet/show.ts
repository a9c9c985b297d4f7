import type { ListedKey, WalletKey } from '@subnetkit/wallet'
import { z } from 'zod'
import type { Context } from '../../context/context.js'
import { failureOf } from '../../output/failure.js'
import { renderFacts } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'
import { keyDocument } from './list.js'

const schema = z.strictObject({ balance: z.boolean().default(false) })

export const action = defineAction(schema, async (context, { balance: wanted }) => {
  const { keys, palette } = context
  const { listWallets, openWallet } = await import('@subnetkit/wallet')
  const { name, hotkeyName, files, coldkey, hotkey } = await openWallet(keys.place)
  const hotkeys = (await listWallets(keys.root)).find((wallet) => wallet.name === name)?.hotkeys ?? []
  if (coldkey.address === null && coldkey.secret === null && hotkeys.length === 0) {
    throw failureOf(
      {
        code: 'KEYFILE_NOT_FOUND',
        message: `there is no wallet ${name} in ${files.root}`,
        fix: `Choose another with --wallet or --wallet-path, or create it: subnet wallet create -w ${name}`,
      },
      { path: files.coldkey },
    )
  }
  const balance = wanted ? await balanceOf(context, await keys.coldkeyAddress()) : null
  return {
    data: {
      wallet: name,
      coldkey: { ...keyDocument(coldkey), path: files.coldkey, ...(balance !== null && { balance }) },
      hotkey: { name: hotkeyName, ...keyDocument(hotkey), path: files.hotkey },
      hotkeys: hotkeys.map((key) => ({ name: key.name, ...keyDocument(key) })),
    },
    text: () =>
      [
        palette.bold(printable(name)),
        ...renderFacts(
          [
            [
              'coldkey',
              `${coldkey.address ?? (coldkey.secret === null ? 'none' : 'encrypted')}  ${palette.dim(sealOf(coldkey))}`,
            ],
            ['', palette.dim(files.coldkey)],
            ...(balance === null ? [] : [['balance', formatAmount(balance)] as const]),
            ...hotkeys.map((key) => [`hotkey ${printable(key.name)}`, lineOf(key, context)] as const),
            ['', palette.dim(hotkeys.length === 0 ? `no hotkeys in ${files.hotkeys}` : files.hotkeys)],
          ],
          palette,
        ).map((line) => `  ${line}`),
      ].join('\n'),
  }
})

async function balanceOf(context: Context, address: string): Promise<bigint> {
  const { readBalance } = await import('@subnetkit/chain')
  return readBalance(await context.chain(), address)
}

const lineOf = (key: ListedKey, { palette }: Context): string =>
  key.problem === null
    ? `${key.address ?? 'encrypted'}  ${palette.dim(sealOf(key))}`
    : palette.bad(printable(key.problem.message))

function sealOf({ secret, address }: WalletKey): string {
  if (secret === null) return address === null ? '' : 'public half only'
  return secret.encryption === 'none' ? 'not encrypted' : `encrypted (${secret.encryption})`
}
