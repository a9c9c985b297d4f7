import { z } from 'zod'
import { name } from './fields.js'
import { read } from './trpc.js'

const output = z.object({
  subnet: name,
  version: name,
  role: z.enum(['validator', 'coordinator']),
  netuid: z.int(),
  hotkey: name,
  roundBlocks: z.int(),
  started: name,
  isDevnet: z.boolean(),
  hasGateway: z.boolean(),
  mechanisms: z.array(z.int()).max(256),
  endpoint: name,
  store: name,
  queue: name,
})

/** The process and its subnet: what stays the same while it runs. */
export const about = read.output(output).query(({ ctx: { source } }) => {
  const [first] = source.mechanisms
  const { role, netuid, hotkey, roundBlocks, started, isDevnet, store, queue } = source.about
  return {
    ...{ role, netuid, hotkey, roundBlocks, started, isDevnet, store, queue },
    subnet: first?.subnet.name ?? '',
    version: String(first?.subnet.version ?? ''),
    mechanisms: source.mechanisms.map(({ mechanism }) => mechanism),
    endpoint: source.chain().endpoint,
    hasGateway: source.hasGateway?.() ?? false,
  }
})
