import type { WalletKey } from '@subnetkit/wallet'
import { z } from 'zod'
import type { Context } from '../../context/context.js'
import { renderFacts } from '../../output/table.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({ balance: z.boolean().default(false) })

export const action = defineAction(schema, async (context, { balance: wanted }) => {
  const { keys, palette } = context
  const { openWallet } = await import('@subnetkit/wallet')
  const { name, hotkeyName, files, coldkey, hotkey } = await openWallet(keys.place)
  const address = await keys.coldkeyAddress()
  const balance = wanted ? await balanceOf(context, address) : null
  return {
    data: {
      wallet: name,
      coldkey: { ...documentOf(coldkey), path: files.coldkey, ...(balance !== null && { balance }) },
      hotkey: { name: hotkeyName, ...documentOf(hotkey), path: files.hotkey },
    },
    text: () =>
      [
        palette.bold(name),
        ...renderFacts(
          [
            ['coldkey', `${address}  ${palette.dim(sealOf(coldkey))}`],
            ['', palette.dim(files.coldkey)],
            ...(balance === null ? [] : [['balance', formatAmount(balance)] as const]),
            [`hotkey ${hotkeyName}`, `${hotkey.address ?? 'none'}  ${palette.dim(sealOf(hotkey))}`],
            ['', palette.dim(files.hotkey)],
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

function sealOf({ secret, address }: WalletKey): string {
  if (secret === null) return address === null ? '' : 'public half only'
  return secret.encryption === 'none' ? 'not encrypted' : `encrypted (${secret.encryption})`
}

const documentOf = ({ address, secret }: WalletKey) => ({
  address,
  encryption: secret?.encryption ?? null,
  canSign: secret !== null && secret.canSign !== false,
})
