import type { MinerEndpoint } from '@subnetkit/core'
import type { Dispatcher } from 'undici'
import type { ClockWatch } from '../clock/clock-watch.js'
import { transportError } from '../errors/transport-error.js'
import { nameOf, quote, Refusal } from './failure.js'
import { retryAfterMs } from './retry-after.js'

interface Refused {
  readonly endpoint: MinerEndpoint
  readonly clocks: ClockWatch
}

/** Returns the refusal that a status other than success stands for. */
export function refusalOf(
  { endpoint, clocks }: Refused,
  { statusCode: status, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  text: string,
): Refusal {
  const stated = statedIn(text)
  const said = stated ? quote(`${stated.code}: ${stated.message}`) : 'and no reason'
  // A stale nonce or expiry is explained by the clocks.
  const isStale = stated?.code === 'AUTH_STALE' || stated?.code === 'SESSION_STALE'
  const detail = isStale ? `${said}; ${clocks.diagnose().text}` : said
  const error = transportError('RESPONSE_REFUSED', { endpoint: nameOf(endpoint), status, detail })
  const isKnown = stated !== null && Object.hasOwn(transportError.catalogue, stated.code)
  return new Refusal({
    kind: 'refused',
    code: isKnown ? stated.code : error.code,
    reason: error.message,
    status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
    ...(stated?.versions && { versions: stated.versions }),
  })
}

interface Stated {
  readonly code: string
  readonly message: string
  readonly versions: readonly number[] | null
}

/** Length up to which the text of a refusal is read. */
const maxStatedLength = 16_384

/** Reason for a miner's refusal, if it uses our error shape. */
function statedIn(text: string): Stated | null {
  if (text.length > maxStatedLength) return null
  try {
    const { code, message, versions } = JSON.parse(text).error.data.subnetkit
    if (typeof code !== 'string') return null
    return { code, message: String(message), versions: versionsIn(versions) }
  } catch {
    return null
  }
}

/** Versions in a list of a miner; the length of the text bounds their number. */
function versionsIn(listed: unknown): readonly number[] | null {
  if (!Array.isArray(listed)) return null
  return listed.filter((version) => Number.isSafeInteger(version) && version >= 1)
}
