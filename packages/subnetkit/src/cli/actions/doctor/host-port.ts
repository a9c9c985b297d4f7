import { isIP } from 'node:net'
import { z } from 'zod'
import type { HostPort } from '../../output/host-port.js'

/** `203.0.113.5:8091` or `[2001:db8::1]:8091`. */
export const hostPortField = z.string().transform((text, context): HostPort => {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3] ?? 0)
  if (isIP(host) !== 0 && port > 0 && port < 65_536) return { host, port }
  context.addIssue({ code: 'custom', message: `must be an address with a port, such as 203.0.113.5:8091` })
  return z.NEVER
})
