import { z } from 'zod'
import { atMost, check, name } from './fields.js'
import { read } from './trpc.js'

const output = z.object({ groups: atMost(z.object({ name, checks: atMost(check, 64) }), 32) })

/** Keys, chain and subnet, as `subnet doctor` examines them. */
export const checkup = read.output(output).query(async ({ ctx: { source } }) => ({
  groups: ((await source.checkup?.()) ?? []).map(({ name: group, checks }) => ({
    name: group,
    checks: [...checks],
  })),
}))
