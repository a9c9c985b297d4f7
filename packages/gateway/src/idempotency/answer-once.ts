import type { IncomingHttpHeaders } from 'node:http'
import { createStop } from '@subnetkit/base'
import { callHeaders, readCarried } from '@subnetkit/core'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import type { GatewayParts } from '../parts.js'
import { requestHash, sha256 } from '../receipts/hashes.js'
import { wantsChunks } from '../subnets/chunk-frames.js'
import { isSynapsePath } from '../subnets/synapse-path.js'
import { ApiError } from '../wire/api-error.js'
import type { Claim, NamedRequest, StoredResponse } from './answer-store.js'
import { recordResponse } from './record-response.js'

const header = 'idempotency-key'
/** Time between two looks at an answer that another request is getting, in ms. */
const waitMs = 100

/**
 * Answers a request that has an `idempotency-key` once: again within a day, with the same key and the same body, it gets the same answer,
 * and costs nothing. Errors are not kept. Throws ApiError for another body.
 */
export async function answerOnce(
  exchange: Exchange,
  parts: GatewayParts,
  answer: (exchange: Exchange, parts: GatewayParts) => Promise<void>,
): Promise<void> {
  const { request, response } = exchange
  const given = request.headers[header]
  if (typeof given !== 'string' || request.method !== 'POST') return answer(exchange, parts)
  if (!/^[\x20-\x7e]{1,255}$/.test(given)) throw refused('must have 1 to 255 printable characters')
  const { key, take } = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const named: NamedRequest = {
    keyId: key.id,
    name: sha256(given),
    request: sha256(`${exchange.path}${minerIn(request.headers)}${formIn(exchange)}\n${requestHash(body)}`),
  }
  const claim = await parts.answers.claim(named)
  if (claim === 'other') throw refused('was used for another request; choose another one')
  if (claim !== 'claimed') {
    // A repeat costs nothing, and counts against the rates like any other.
    using _grant = await take(0)
    const kept = await waitFor(named, claim, exchange, parts)
    if (kept !== null) return replay(exchange, kept)
  }
  const recorded = recordResponse(response)
  try {
    // A client that leaves comes back for the answer: it is got all the same, and charged once.
    await answer({ ...exchange, isNamed: true, stop: createStop() }, parts)
  } finally {
    const kept = recorded()
    // A client that left before it had read the answer has paid for it, and asks again for just that.
    await (kept === null ? parts.answers.release(named) : parts.answers.keep(named, kept))
  }
}

/** Waits for the answer that another request is getting; null once this one is to get it. */
async function waitFor(
  named: NamedRequest,
  known: Exclude<Claim, 'claimed' | 'other'>,
  exchange: Exchange,
  { answers, clock }: GatewayParts,
): Promise<StoredResponse | null> {
  const deadline = deadlineIn(exchange)
  let claim: Claim = known
  while (claim === 'running') {
    if (clock.date() >= deadline)
      throw new ApiError('upstream_timeout', 'The deadline of the call has passed.')
    await clock.sleep(waitMs, { signal: exchange.stop.signal })
    claim = await answers.claim(named)
  }
  if (claim === 'other') throw refused('was used for another request; choose another one')
  return claim === 'claimed' ? null : claim
}

function replay({ response }: Exchange, { headers, body }: StoredResponse): void {
  const bytes = Buffer.from(body, 'base64')
  response.writeHead(200, { ...headers, 'content-length': bytes.length, 'x-subnet-replayed': 'true' })
  response.end(bytes)
}

/** The one miner that may answer a call: the same question to another one is another request. */
function minerIn(headers: IncomingHttpHeaders): string {
  const miner = headers[callHeaders.miner]
  return typeof miner === 'string' && miner !== '' ? `\n${miner}` : ''
}

/** A synapse's answer has two forms by what its client accepts. */
const formIn = ({ path, request }: Exchange): string =>
  isSynapsePath(path) && wantsChunks(request.headers) ? '\nchunks' : ''

/** Time until which a call of a synapse waits for the answer to another one; headers that are wrong are refused later. */
function deadlineIn({ path, request }: Exchange): number {
  const carried = isSynapsePath(path) ? readCarried(request.headers) : null
  return carried === null || 'header' in carried ? Infinity : (carried.deadline ?? Infinity)
}

const refused = (detail: string) =>
  new ApiError('invalid_value', `The header ${header} ${detail}.`, { param: header })
