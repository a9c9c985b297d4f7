import { z } from 'zod'
import { renderFacts } from '../../output/table.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'
import { coldkeyOf, readPricedStakes } from './holdings.js'

const schema = z.strictObject({ address: z.string().optional() })

export const action = defineAction(schema, async (context, { address }) => {
  const coldkey = await coldkeyOf(context, address)
  const client = await context.chain()
  const { readBalance } = await import('@subnetkit/chain')
  const [free, { stakes, block }] = await Promise.all([
    readBalance(client, coldkey),
    readPricedStakes(client, coldkey),
  ])
  const staked = stakes.reduce((sum, { worth }) => sum + worth, 0n)
  const total = free + staked
  return {
    data: { coldkey, block, free, staked, total },
    text: () =>
      [
        `${context.palette.bold(coldkey)}  ${context.palette.dim(`block ${block}`)}`,
        ...renderFacts(
          [
            ['free', formatAmount(free)],
            ['staked', `${formatAmount(staked)}  at current prices`],
            ['total', formatAmount(total)],
          ],
          context.palette,
        ).map((line) => `  ${line}`),
      ].join('\n'),
  }
})
