import { reasonOf } from '@subnetkit/base'
import type { HeaderPairs } from '../btauth/headers.js'
import { mediaTypeOf } from '../http/headers.js'
import { describeIssues } from '../validation/describe-issues.js'
import { validate } from '../validation/validate.js'
import type { ExactJson } from './exact-json.js'
import { readExactJson } from './in-turns.js'
import { readFields } from './legacy-body.js'
import { type LegacyHeaders, parseLegacyHeaders } from './legacy-headers.js'
import type { LegacySynapse } from './legacy-synapse.js'
import { emptyTerminal, readTerminal, type TerminalInfo } from './terminal-info.js'

/** Raw answer to a v10 request. */
export interface RawLegacyAnswer {
  readonly status: number
  /** Names as they were written: v10 looks for lower case only. */
  readonly headers: HeaderPairs
  readonly body: Buffer
}

/** Judgement of a v10 dendrite on it. */
export interface JudgedAnswer {
  /** Null when the answer states none: the exchange then counts as failed, also with HTTP 200. */
  readonly status: number | null
  readonly message: string | null
  /** The fields of the answer, where HTTP 200 brought a whole synapse; null keeps those of the request. */
  readonly fields: Record<string, unknown> | null
  readonly axon: TerminalInfo
}

/** Longest header that a v10 dendrite reads, in bytes. */
const LEGACY_MAX_HEADER_BYTES = 8_190

/**
 * Judges an answer by the rules of a v10 dendrite (its `process_server_response`): JSON by its content type with every
 * required field; status and message from the headers, else from the body, else for another status than 200 from HTTP.
 */
export async function judgeLegacyAnswer(
  synapse: LegacySynapse,
  answer: RawLegacyAnswer,
): Promise<JudgedAnswer> {
  const pairs = [...answer.headers]
  const long = pairs.find((pair) => pair.some((text) => text.length > LEGACY_MAX_HEADER_BYTES))
  if (long) {
    const message = `Got more than ${LEGACY_MAX_HEADER_BYTES} bytes in a header`
    return failure(400, `Client response error: 400, message="${message}"`)
  }
  const type = mediaType(pairs)
  if (!isJson(type)) return unparsed(`the content type is '${type}', not application/json`)
  const body = await readBody(answer.body)
  if (body === null) return unparsed('the body is not a JSON object')

  let fields: Record<string, unknown> | null = null
  let stated: TerminalInfo | { readonly bad: string }
  if (answer.status === 200) {
    const read = await parseFields(synapse, body)
    if ('problem' in read) return unparsed(read.problem)
    fields = read.fields
    stated = statedTerminal(body)
  } else {
    const message = body.get('message') ?? null
    stated = readTerminal(
      new Map<string, ExactJson>([
        ['status_code', BigInt(answer.status)],
        ['status_message', message],
      ]),
    )
  }
  if ('bad' in stated) return unparsed(`axon.${stated.bad} cannot be read`, fields)
  let headers: LegacyHeaders
  try {
    headers = parseLegacyHeaders(pairs)
  } catch (error) {
    return unparsed(reasonOf(error), fields)
  }
  const axon = mergeTerminals(stated, headers.axon)
  return { status: axon.statusCode, message: axon.statusMessage, fields, axon }
}

/** Returns true for the head of a stream, whose body is not JSON but chunks of the subnet's own form. */
export function isLegacyStream({ status, headers }: Omit<RawLegacyAnswer, 'body'>): boolean {
  return status === 200 && mediaType(headers) === 'text/event-stream'
}

/** Judges a stream that came to its end, by its headers: it brings no fields. */
export function judgeLegacyStream({ headers }: Omit<RawLegacyAnswer, 'body'>): JudgedAnswer {
  try {
    const { axon } = parseLegacyHeaders(headers)
    return { status: axon.statusCode, message: axon.statusMessage, fields: null, axon }
  } catch (error) {
    return unparsed(reasonOf(error))
  }
}

/** The verdict of a failure that the client itself sees. */
export function failure(
  status: number,
  message: string,
  fields: Record<string, unknown> | null = null,
): JudgedAnswer {
  return {
    status,
    message,
    fields,
    axon: { ...emptyTerminal, statusCode: status, statusMessage: message },
  }
}

/** 422, as v10 calls every answer that it cannot read. */
export function unparsed(detail: string, fields: Record<string, unknown> | null = null): JudgedAnswer {
  return failure(422, `Failed to parse response: ${detail}`, fields)
}

function mediaType(headers: HeaderPairs): string {
  const value = [...headers].find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return mediaTypeOf(value)
}

function isJson(type: string): boolean {
  return /^application\/(?:[\w.+-]+?\+)?json$/.test(type)
}

async function readBody(bytes: Buffer): Promise<ReadonlyMap<string, ExactJson> | null> {
  try {
    const body = await readExactJson(bytes)
    return body instanceof Map ? body : null
  } catch {
    return null
  }
}

async function parseFields(
  synapse: LegacySynapse,
  body: ReadonlyMap<string, ExactJson>,
): Promise<{ readonly fields: Record<string, unknown> } | { readonly problem: string }> {
  const { plain } = await readFields(synapse, body)
  try {
    const parsed = await validate(synapse.fields, plain, synapse.maxBytes)
    if (parsed.success) return { fields: parsed.data as Record<string, unknown> }
    return { problem: describeIssues(parsed) }
  } catch {
    return { problem: 'the schema of the synapse threw on it' }
  }
}

function statedTerminal(body: ReadonlyMap<string, ExactJson>): TerminalInfo | { readonly bad: string } {
  const value = body.get('axon') ?? null
  if (value === null) return emptyTerminal
  return value instanceof Map ? readTerminal(value) : { bad: 'value' }
}

/** Headers count before the body. */
function mergeTerminals(body: TerminalInfo, headers: TerminalInfo): TerminalInfo {
  const stated = Object.entries(headers).filter(([, value]) => value !== null)
  return { ...body, ...Object.fromEntries(stated) }
}
