import type { SubnetSummary } from '@subnetkit/chain'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatNumber } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'

const sortKeys = ['netuid', 'price', 'tao', 'emission'] as const

const columns: readonly Column<SubnetSummary>[] = [
  { title: 'NETUID', text: ({ netuid }) => String(netuid), align: 'right' },
  { title: 'NAME', text: ({ name, symbol }) => printable(`${name ?? '·'} ${symbol}`), shrinkTo: 10 },
  { title: 'PRICE τ', text: ({ price }) => formatNumber(price, 6), align: 'right' },
  { title: 'POOL τ', text: ({ pool }) => formatNumber(pool.tao, 2), align: 'right', leaves: 2 },
  { title: 'POOL α', text: ({ pool }) => formatNumber(pool.alpha, 2), align: 'right', leaves: 3 },
  { title: 'τ/BLOCK', text: ({ emission }) => formatNumber(emission, 6), align: 'right', leaves: 1 },
  { title: 'TEMPO', text: ({ tempo }) => String(tempo), align: 'right', leaves: 4 },
  { title: 'OWNER', text: ({ ownerColdkey }) => ownerColdkey, shrinkTo: 11, leaves: 5 },
]

const schema = z.strictObject({
  sort: z.enum(sortKeys, { error: `must be one of ${sortKeys.join(', ')}` }).default('netuid'),
  limit: wholeNumber(1, 65_536).optional(),
})

export const action = defineAction(schema, async (context, { sort, limit }) => {
  const { readSubnets } = await import('@subnetkit/chain')
  const { subnets, block } = await readSubnets(await context.chain())
  const value = ({ netuid, price, pool, emission }: SubnetSummary): bigint =>
    ({ netuid: BigInt(-netuid), price, tao: pool.tao, emission })[sort]
  const sorted = subnets.toSorted((left, right) => {
    const [a, b] = [value(left), value(right)]
    return a === b ? left.netuid - right.netuid : a > b ? -1 : 1
  })
  const shown = sorted.slice(0, limit ?? sorted.length)
  return {
    data: { block: block.number, subnets: shown },
    text: () => {
      const { palette, width } = context
      const hidden = subnets.length - shown.length
      const more = hidden > 0 ? `, ${hidden} not shown` : ''
      return [
        `${palette.bold(`${subnets.length} subnets`)}${more}  ${palette.dim(`block ${block.number}`)}`,
        '',
        ...renderTable(columns, shown, { palette, width }),
      ].join('\n')
    },
  }
})
