/** Address of a dashboard as users type it. */
export interface TypedAddress {
  readonly host?: string
  readonly port?: number
}

/**
 * Parses `host:port`, `[address]:port`, a host or a port alone, or nothing, which leaves both to their defaults. Returns null for
 * anything else.
 */
export function parseDashboardAddress(text: string): TypedAddress | null {
  const [found, bracketed, plain, digits] =
    /^(?:\[([\da-f:.]+)\]|([a-z\d](?:[\w.-]*[a-z\d])?(?=:\d|$)))?(?::?(?<=^|:)(\d{1,5}))?$/i.exec(text) ?? []
  if (found === undefined) return null
  if (plain !== undefined && /^\d{1,5}$/.test(plain) && digits === undefined) return parsed(undefined, plain)
  return parsed(bracketed ?? plain, digits)
}

function parsed(host: string | undefined, digits: string | undefined): TypedAddress | null {
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && port > 65_535) return null
  return { ...(host !== undefined && { host }), ...(port !== undefined && { port }) }
}
