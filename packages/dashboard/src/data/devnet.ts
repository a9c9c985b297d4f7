import { z } from 'zod'
import { dashboardError } from '../errors.js'
import { name } from './fields.js'
import { read } from './trpc.js'

const output = z.object({
  endpoint: name,
  blocks: z
    .array(
      z.object({
        ...{ number: z.int(), hash: name, events: z.int() },
        calls: z.array(z.object({ call: name, signer: name.nullable(), failure: name.nullable() })).max(200),
      }),
    )
    .max(60),
})

/** The newest blocks of a devnet, newest first, with every call in them. */
export const devnet = read.output(output).query(async ({ ctx: { source } }) => {
  if (source.blocks == null)
    throw dashboardError('DASHBOARD_UNKNOWN', { what: 'devnet here: the chain is a real one' })
  const blocks = await source.blocks()
  return {
    endpoint: source.chain().endpoint,
    blocks: blocks.toReversed().map(({ calls, ...block }) => ({ ...block, calls: calls.slice(0, 200) })),
  }
})
