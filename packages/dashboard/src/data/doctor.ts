import { z } from 'zod'
import { alarm, atMost, check, name } from './fields.js'
import { read } from './trpc.js'

const output = z.object({
  ok: z.boolean(),
  checks: atMost(check, 64),
  alarms: z.array(alarm).max(20),
  process: z.object({
    ...{ started: name, pid: z.int(), node: name, platform: name },
    ...{ memoryBytes: z.number(), cpuSeconds: z.number(), uptimeSeconds: z.number() },
  }),
})

/** The checks of `subnet doctor` for the process that serves the page, its alarms and its usage. */
export const doctor = read.output(output).query(({ ctx: { source, alarms } }) => {
  const { ok, checks } = source.health()
  return {
    ...{ ok, checks: [...checks], alarms: [...alarms.list()] },
    process: {
      ...{ started: source.about.started, pid: process.pid, node: process.version },
      platform: `${process.platform} ${process.arch}`,
      ...source.usage(),
    },
  }
})
