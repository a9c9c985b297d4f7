import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Clock, Secret } from '@subnetkit/base'
import { dashboardError } from '../errors.js'

/** Guards who may read. */
export interface Access {
  /** True if readers have to show a token. */
  readonly hasToken: boolean
  /** Throws DASHBOARD_HOST_REFUSED or DASHBOARD_ORIGIN_REFUSED. `isPage` lets a link of another site lead to a page. */
  checkSite(headers: IncomingHttpHeaders, isPage: boolean): void
  /** Throws DASHBOARD_TOKEN_REFUSED without a valid cookie, if there is a token. */
  checkReader(headers: IncomingHttpHeaders): void
  /** Returns the cookie for a token that an address shows. Throws DASHBOARD_TOKEN_REFUSED and DASHBOARD_TOKEN_ATTEMPTS. */
  admit(token: string, address: string): string
}

interface AccessOptions {
  readonly token: Secret | null
  readonly isLoopback: boolean
  readonly port: number
  /** Names by which pages may reach the server besides addresses, `localhost` and the machine's name. */
  readonly hosts: readonly string[]
  readonly clock: Clock
}

/** Time for which a browser stays admitted, in seconds. */
const admittedSeconds = 30 * 86_400
/** Wrong tokens within a minute, of one address and of all: one that guesses does not close the door for others. */
const [mostAttempts, mostOfAll] = [10, 200]

/** Checks names, origins and tokens of requests. The cookie is made from the token, so that it outlives the process. */
export function createAccess({ token, isLoopback, port, hosts, clock }: AccessOptions): Access {
  const cookieName = `subnetkit-dashboard-${port}`
  const names = new Set(['localhost', ...hosts.map((name) => name.toLowerCase())])
  if (!isLoopback) names.add(hostname().toLowerCase())
  let attempts: { readonly at: number; readonly address: string }[] = []

  const sealOf = (until: number): Buffer =>
    createHmac('sha256', token?.reveal() ?? '')
      .update(`dashboard/1 until ${until}`)
      .digest()

  function isAdmitted(cookie: string | undefined): boolean {
    const pair = cookie?.split(/;\s*/).find((one) => one.startsWith(`${cookieName}=`))
    const [, text, seal] = /=(\d{1,12})\.([\w-]{43})$/.exec(pair ?? '') ?? []
    if (seal === undefined || Number(text) * 1_000 < clock.date()) return false
    return timingSafeEqual(Buffer.from(seal, 'base64url'), sealOf(Number(text)))
  }

  return {
    hasToken: token !== null,
    checkSite(headers, isPage) {
      const { host = '', origin } = headers
      const [, bare = ''] = /^(\[[\da-f:.]+\]|[^:\s/@]+)(?::\d+)?$/i.exec(host) ?? []
      const name = bare.replace(/^\[(.*)\]$/, '$1').toLowerCase()
      // A site that makes its own name resolve to this machine names itself here.
      if (!names.has(name) && isIP(name) === 0)
        throw dashboardError('DASHBOARD_HOST_REFUSED', { host: host.slice(0, 100) || 'none' })
      const isOurs = origin === undefined || origin === `http://${host}` || origin === `https://${host}`
      const site = headers['sec-fetch-site']
      const isLink = isPage && headers['sec-fetch-mode'] === 'navigate'
      const isForeign = site === 'cross-site' || site === 'same-site'
      if (!isOurs || (isForeign && !isLink)) throw dashboardError('DASHBOARD_ORIGIN_REFUSED', {})
    },
    checkReader({ cookie }) {
      if (token !== null && !isAdmitted(cookie)) throw dashboardError('DASHBOARD_TOKEN_REFUSED', {})
    },
    admit(given, address) {
      const now = clock.now()
      attempts = attempts.filter(({ at }) => now - at < 60_000)
      const own = attempts.filter((one) => one.address === address).length
      if (own >= mostAttempts || attempts.length >= mostOfAll)
        throw dashboardError('DASHBOARD_TOKEN_ATTEMPTS', {})
      const hash = (text: string) => createHmac('sha256', cookieName).update(text).digest()
      if (token === null || !timingSafeEqual(hash(given), hash(token.reveal()))) {
        attempts.push({ at: now, address })
        throw dashboardError('DASHBOARD_TOKEN_REFUSED', {})
      }
      const until = Math.floor(clock.date() / 1_000) + admittedSeconds
      const value = `${until}.${sealOf(until).toString('base64url')}`
      return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${admittedSeconds}`
    },
  }
}
