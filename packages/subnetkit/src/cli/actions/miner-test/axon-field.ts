import { z } from 'zod'
import type { HostPort } from '../../output/host-port.js'

/**
 * Address of an axon: `203.0.113.5:8091`, `[2001:db8::1]:8091`, or a URL such as `http://localhost:8091`. The certificate of a
 * miner that speaks TLS is an option of its own.
 */
export const axonField = z.string().transform((text, context): HostPort => {
  const url = /^http:\/\//.test(text) ? text : `http://${text}`
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isPlain = parsed !== null && parsed.pathname === '/' && parsed.search === '' && parsed.username === ''
  const given = /:(\d{1,5})\/?$/.exec(text)?.[1]
  const port = Number(given ?? 0)
  if (isPlain && port > 0 && port < 65_536) {
    return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port }
  }
  const hint = /^https:/.test(text) ? '; leave out https:// and pass --tls-fingerprint' : ''
  const message = `must be an address with a port, such as 203.0.113.5:8091${hint}`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})
