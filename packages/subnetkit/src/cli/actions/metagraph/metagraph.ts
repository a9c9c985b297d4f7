import { z } from 'zod'
import { mechanismField, netuidField, wholeNumber } from '../../config/fields.js'
import { blockTimeOf } from '../../context/block-time.js'
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
  const { netuid, mechanism } = options
  const client = await context.chain()
  const blockMs = blockTimeOf(client)
  if (options.watch) {
    const { watch } = await import('./watch.js')
    return watch(context, client, options, blockMs)
  }
  const { readMetagraph } = await import('@subnetkit/chain')
  const metagraph = await readMetagraph(client, { netuid, mechanism })
  return {
    data: { ...metagraph, neurons: selectNeurons(metagraph, options) },
    text: () => renderMetagraph(context, metagraph, options, blockMs),
  }
})
