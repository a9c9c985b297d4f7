import { isIP } from 'node:net'
import type { MinerEndpoint } from '@subnetkit/core'

/** `http://host:port`, or null if the miner published an invalid address. */
export function originOf({ host, port }: MinerEndpoint): string | null {
  const isName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(host)
  const family = isIP(host)
  if ((family === 0 && !isName) || !Number.isInteger(port) || port < 1 || port > 65_535) return null
  const origin = `http://${family === 6 ? `[${host}]` : host}:${port}`
  if (!URL.canParse(origin)) return null
  // Other ways to write an address, such as 127.1 or 2130706433, are read as one by the parser.
  return family === 6 || new URL(origin).hostname === host.toLowerCase() ? origin : null
}
