import { z } from 'zod'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatAmount, formatNumber } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'
import { coldkeyOf, type PricedStake, readPricedStakes } from '../wallet/holdings.js'

const columns: readonly Column<PricedStake>[] = [
  { title: 'NETUID', text: ({ netuid }) => String(netuid), align: 'right' },
  { title: 'NAME', text: ({ subnet }) => printable(subnet?.name ?? '·'), shrinkTo: 8, leaves: 2 },
  { title: 'HOTKEY', text: ({ hotkey }) => hotkey, shrinkTo: 11 },
  {
    title: 'STAKE',
    text: ({ stake, netuid }) => formatAmount(stake, { unit: netuid === 0 ? 'τ' : 'α' }),
    align: 'right',
  },
  { title: 'PRICE τ', text: ({ subnet }) => formatNumber(subnet?.price ?? 0n, 6), align: 'right', leaves: 1 },
  { title: 'WORTH', text: ({ worth }) => formatAmount(worth, { digits: 4 }), align: 'right' },
]

const schema = z.strictObject({ address: z.string().optional() })

export const action = defineAction(schema, async (context, { address }) => {
  const coldkey = await coldkeyOf(context, address)
  const client = await context.chain()
  const { stakes, block } = await readPricedStakes(client, coldkey)
  const total = stakes.reduce((sum, { worth }) => sum + worth, 0n)
  return {
    data: {
      coldkey,
      block,
      total,
      stakes: stakes.map(({ netuid, hotkey, stake, worth, subnet }) => ({
        netuid,
        name: subnet?.name ?? null,
        hotkey,
        stake,
        price: subnet?.price ?? null,
        worth,
      })),
    },
    text: () => {
      const { palette, width } = context
      const head = `${palette.bold(`stakes of ${coldkey}`)}  ${palette.dim(`block ${block}`)}`
      if (stakes.length === 0) return `${head}\nno stake`
      const sum = `worth ${formatAmount(total, { digits: 4 })} at current prices, before slippage and fees`
      return [head, '', ...renderTable(columns, stakes, { palette, width }), '', palette.dim(sum)].join('\n')
    },
  }
})
