import { isIP } from 'node:net'
import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import type { Pool } from 'undici'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { transportError } from '../errors/transport-error.js'

/** Inputs of one signed exchange. */
export interface ExchangeParameters {
  /** Taken at the last moment: by the time of the call another query may have closed it. */
  readonly pool: () => Pool
  readonly keypair: Keypair
  readonly endpoint: MinerEndpoint
  readonly deadlineMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** `http://host:port`, or null if the miner published an invalid address. */
export function originOf({ host, port }: MinerEndpoint): string | null {
  const isName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(host)
  const family = isIP(host)
  if ((family === 0 && !isName) || !Number.isInteger(port) || port < 1 || port > 65_535) return null
  return `http://${family === 6 ? `[${host}]` : host}:${port}`
}

/**
 * Sends one signed tRPC mutation and returns its data. Throws RESPONSE_ABSENT for a status other than success,
 * RESPONSE_MALFORMED for an answer of too many bytes or of another form.
 */
export async function exchange(
  parameters: ExchangeParameters,
  synapse: string,
  input: unknown,
): Promise<unknown> {
  const { pool, keypair, endpoint, maxBytes, signal } = parameters
  const target = `/${synapse}`
  const body = Buffer.from(JSON.stringify(input) ?? '', 'utf8')
  const auth = signRequest({ keypair, method: 'POST', target, body, receiver: endpoint.hotkey })
  const headers = { ...auth, 'content-type': 'application/json' }
  const response = await pool().request({ method: 'POST', path: target, headers, body, signal })
  const text = await readText(response.body, maxBytes, endpoint)
  const failed = response.statusCode < 200 || response.statusCode > 299
  if (failed) throw absent(parameters, `HTTP ${response.statusCode}${refusalIn(text)}`)
  return parseResult(text, endpoint)
}

export function absent(
  { endpoint, deadlineMs }: Pick<ExchangeParameters, 'endpoint' | 'deadlineMs'>,
  detail: string,
) {
  return transportError('RESPONSE_ABSENT', { endpoint: nameOf(endpoint), deadlineMs, detail })
}

export function malformed(endpoint: MinerEndpoint, detail: string, cause?: unknown) {
  return transportError('RESPONSE_MALFORMED', { endpoint: nameOf(endpoint), detail }, { cause })
}

/** Foreign text that is safe to embed in our own: one printable line of bounded length. */
export function quote(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
}

function nameOf({ host, port }: MinerEndpoint): string {
  return quote(`${host}:${port}`)
}

async function readText(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  endpoint: MinerEndpoint,
): Promise<string> {
  const chunks: Buffer[] = []
  let received = 0
  for await (const chunk of body) {
    received += chunk.length
    // Leaving the loop destroys the body and with it the connection.
    if (received > maxBytes) throw malformed(endpoint, `it is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, received).toString('utf8')
}

/** tRPC's envelope of a success; any other body with a success status is not an answer. */
const resultEnvelope = z.looseObject({
  result: z.looseObject({ data: z.unknown().optional() }),
  error: z.never().optional(),
})

function parseResult(text: string, endpoint: MinerEndpoint): unknown {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch (cause) {
    throw malformed(endpoint, 'it is not JSON', cause)
  }
  const parsed = resultEnvelope.safeParse(answer)
  if (!parsed.success) throw malformed(endpoint, 'it is not a tRPC result')
  return parsed.data.result.data
}

/** Reason for a miner's refusal, if it uses our error shape. */
function refusalIn(text: string): string {
  try {
    const { code, message } = JSON.parse(text).error.data.subnetkit
    return ` ${quote(`${code}: ${message}`)}`
  } catch {
    return ''
  }
}
