import { reasonOf } from '@subnetkit/base'
import { carriesBytes, type MinerEndpoint, type Synapse, toWire } from '@subnetkit/core'
import { packParts } from '../body/write-parts.js'
import { transportError } from '../errors/transport-error.js'
import { describeIssues } from '../validation/describe-issues.js'
import { validate } from '../validation/validate.js'
import { malformed, quote } from './failure.js'
import type { RequestMessage } from './parts-exchange.js'

/** Throws BODY_MALFORMED for what JSON cannot carry, which is the caller's mistake like any other wrong input. */
function encodeInput(synapse: string, input: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(input) ?? '', 'utf8')
  } catch (cause) {
    const detail = `it cannot be written as JSON: ${reasonOf(cause)}`
    throw transportError('BODY_MALFORMED', { synapse, detail }, { cause })
  }
}

/**
 * Puts an input as the wire carries it into a message. Throws BODY_MALFORMED for what cannot be sent, and for a binary
 * value that cannot be read.
 */
export async function encodeMessage(
  synapse: string,
  schema: Synapse['input'],
  wire: unknown,
): Promise<RequestMessage> {
  if (!carriesBytes(schema)) return encodeInput(synapse, wire)
  try {
    const packed = packParts(wire)
    return { ...packed, sha256: await packed.digest() }
  } catch (cause) {
    throw transportError('BODY_MALFORMED', { synapse, detail: reasonOf(cause) }, { cause })
  }
}

/** Throws RESPONSE_MALFORMED for an answer that the schema does not take. */
export async function parseOutput(
  endpoint: MinerEndpoint,
  synapse: Synapse,
  data: unknown,
): Promise<unknown> {
  const parsed = await validate(synapse.output, data, synapse.maxBytes).catch((cause: unknown) => {
    throw malformed(endpoint, 'the output schema threw on it', cause)
  })
  if (!parsed.success) throw malformed(endpoint, quote(describeIssues(parsed)), parsed.error)
  return parsed.data
}

/** Returns an input as the wire carries it. Throws BODY_MALFORMED for one that the schema or the wire does not take. */
export async function checkInput(name: string, synapse: Synapse, input: unknown): Promise<unknown> {
  const wire = wireOf(name, synapse, input)
  const parsed = await validate(synapse.input, wire, Number.POSITIVE_INFINITY)
  if (parsed.success) return wire
  throw transportError('BODY_MALFORMED', { synapse: name, detail: describeIssues(parsed) })
}

function wireOf(name: string, { input: schema }: Synapse, input: unknown): unknown {
  try {
    return toWire(schema, input)
  } catch (cause) {
    throw transportError('BODY_MALFORMED', { synapse: name, detail: reasonOf(cause) }, { cause })
  }
}
