import { z } from 'zod'
import { mechanismField, netuidField, wholeNumber } from '../../config/fields.js'
import { defineAction } from '../../program/define-action.js'
import { renderMetagraph, selectNeurons, sortKeys } from './view.js'

const schema = z.strictObject({
  netuid: netuidField,
  mechanism: mechanismField,
  sort: z.enum(sortKeys, { error: `must be one of ${sortKeys.join(', ')}` }).default('uid'),
  only: z.enum(['validators', 'miners'], { error: 'must be validators or miners' }).optional(),
  limit: wholeNumber(1, 65_536).optional(),
  watch: z.boolean().default(false),
})

export const action = defineAction(schema, async (context, options) => {
  const { readMetagraph } = await import('@subnetkit/core/chain')
  const client = await context.chain()
  const metagraph = await readMetagraph(client, options.netuid)
  return {
    data: { ...metagraph, neurons: selectNeurons(metagraph, options) },
    text: () => renderMetagraph(context, metagraph, options),
  }
})
