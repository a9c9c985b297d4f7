import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({ netuid: netuidField.optional() })

export const action = defineAction(schema, async (context, { netuid }) => {
  const { chainError, readSubnets } = await import('@subnetkit/chain')
  const { subnets, block } = await readSubnets(await context.chain())
  const shown = subnets.filter((subnet) => netuid === undefined || subnet.netuid === netuid)
  if (netuid !== undefined && shown.length === 0) throw chainError('SUBNET_UNKNOWN', { netuid })
  return {
    data: {
      block: block.number,
      prices: shown.map(({ netuid: of, name, price }) => ({ netuid: of, name, price })),
    },
    text: () =>
      renderTable(
        [
          { title: 'NETUID', text: (subnet) => String(subnet.netuid), align: 'right' },
          { title: 'NAME', text: ({ name }) => printable(name ?? '·'), shrinkTo: 8 },
          { title: 'PRICE', text: ({ price }) => formatAmount(price), align: 'right' },
        ],
        shown,
        context,
      ).join('\n'),
  }
})
