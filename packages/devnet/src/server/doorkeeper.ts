import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * Returns the reason to refuse a request, null for one that is let in. Any page in a browser can reach a port of this
 * machine: what comes from a page names its origin, and what comes through a foreign name that resolves to 127.0.0.1 names
 * that as its host. Pages of this machine are no exception: a port of localhost may serve anything. Programs send no origin.
 */
export function refusalOf(
  { host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>,
  allowedOrigins: readonly string[],
): string | null {
  if (host === undefined || !isLoopback(`http://${host}`)) {
    return `this devnet answers to localhost only, not to the host ${host ?? '(none)'}\n`
  }
  if (origin === undefined || allowedOrigins.includes(origin)) return null
  return `this devnet does not answer web pages of ${origin}; its option allowedOrigins (--allow-origin) admits those that you trust\n`
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  if (hostname === 'localhost' || hostname === '[::1]') return true
  return isIP(hostname) === 4 && hostname.startsWith('127.')
}
