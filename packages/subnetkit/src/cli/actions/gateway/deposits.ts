import { showUnits } from '@subnetkit/base'
import type { DepositStatus } from '@subnetkit/gateway'
import { z } from 'zod'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { openAdmin } from './open-admin.js'

export const action = defineAction(z.strictObject({}), async (context, _, [id]) => {
  const data = await (await openAdmin(context)).deposits(id ?? null)
  const { palette, width } = context
  return {
    data,
    text: () =>
      data.length === 0 ? 'no deposits' : renderTable(columns, data, { palette, width }).join('\n'),
  }
})

const columns = [
  { title: 'KEY', text: ({ keyId }: DepositStatus) => keyId },
  { title: 'BLOCK', text: ({ block }: DepositStatus) => String(block), align: 'right' as const },
  { title: 'TAO', text: ({ rao }: DepositStatus) => showUnits(BigInt(rao)), align: 'right' as const },
  { title: 'CREDITS', text: ({ credits }: DepositStatus) => String(credits), align: 'right' as const },
  { title: 'FROM', text: ({ from }: DepositStatus) => from, shrinkTo: 8 },
]
