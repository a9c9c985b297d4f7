import type { SubnetError } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import { describeIssues } from '../validation/describe-issues.js'
import { validate } from '../validation/validate.js'
import { type ExactJson, writeExactJson } from './exact-json.js'
import { asDeclaredInTurns, readExactJson, toPlainInTurns } from './in-turns.js'
import type { LegacySynapse } from './legacy-synapse.js'
import { toExact } from './python-type.js'
import { emptyTerminal, readTerminal, type TerminalInfo, terminalBody } from './terminal-info.js'

/** A synapse as read from a body. */
export interface LegacyBody {
  /** Every field in the form of its declared type. */
  readonly values: ReadonlyMap<string, ExactJson>
  /** The fields after their schema has run. */
  readonly input: Record<string, unknown>
  /** `timeout` in seconds, where the body has one. */
  readonly timeoutSeconds: number | null
  readonly totalSize: bigint
  readonly axon: TerminalInfo
  readonly dendrite: TerminalInfo
}

/** Throws BODY_MALFORMED for a body that is not JSON, not an object, or not the declared synapse. */
export async function readLegacyBody(synapse: LegacySynapse, bytes: Buffer): Promise<LegacyBody> {
  const body = await parseBody(synapse.name, bytes)
  const { declared, plain } = await readFields(synapse, body)
  const parsed = await validate(synapse.fields, plain, synapse.maxBytes)
  if (!parsed.success) throw malformed(synapse.name, describeIssues(parsed))
  const input = parsed.data as Record<string, unknown>
  // Given fields count as written, others with their default.
  const values = new Map<string, ExactJson>()
  for (const [name, { type }] of synapse.pythonFields) {
    const given = declared.get(name)
    values.set(name, given === undefined ? toExact(input[name], type) : given)
  }
  const timeout = body.get('timeout')
  const totalSize = body.get('total_size')
  return {
    values,
    input,
    timeoutSeconds: typeof timeout === 'number' || typeof timeout === 'bigint' ? Number(timeout) : null,
    totalSize: typeof totalSize === 'bigint' ? totalSize : 0n,
    axon: terminalOf(synapse.name, body, 'axon'),
    dendrite: terminalOf(synapse.name, body, 'dendrite'),
  }
}

/** The whole synapse as v10 writes it, base fields first. */
export function writeLegacyBody(parts: {
  readonly synapse: LegacySynapse
  readonly values: ReadonlyMap<string, ExactJson>
  readonly timeoutSeconds: number
  readonly totalSize: bigint
  readonly axon: TerminalInfo
  readonly dendrite: TerminalInfo
}): string {
  return writeExactJson(
    new Map<string, ExactJson>([
      ['name', parts.synapse.name],
      ['timeout', parts.timeoutSeconds],
      ['total_size', parts.totalSize],
      ['header_size', 0n],
      ['dendrite', terminalBody(parts.dendrite)],
      ['axon', terminalBody(parts.axon)],
      ['computed_body_hash', ''],
      ...parts.values,
    ]),
  )
}

/** Returns the fields that a body has, as Python declares them and as plain values. */
export async function readFields(
  { pythonFields }: LegacySynapse,
  body: ReadonlyMap<string, ExactJson>,
): Promise<{
  readonly declared: ReadonlyMap<string, ExactJson>
  readonly plain: Readonly<Record<string, unknown>>
}> {
  const declared = new Map<string, ExactJson>()
  const plain: Record<string, unknown> = {}
  for (const [name, { type }] of pythonFields) {
    const value = body.get(name)
    if (value === undefined) continue
    const exact = await asDeclaredInTurns(value, type)
    declared.set(name, exact)
    plain[name] = await toPlainInTurns(exact, type)
  }
  return { declared, plain }
}

async function parseBody(synapse: string, bytes: Buffer): Promise<ReadonlyMap<string, ExactJson>> {
  let body: ExactJson
  try {
    body = await readExactJson(bytes)
  } catch (cause) {
    // The parser's own message quotes the body.
    throw malformed(synapse, 'it is not JSON', cause)
  }
  if (!(body instanceof Map)) throw malformed(synapse, 'it is not a JSON object')
  return body
}

function terminalOf(
  synapse: string,
  body: ReadonlyMap<string, ExactJson>,
  side: 'axon' | 'dendrite',
): TerminalInfo {
  const value = body.get(side) ?? null
  if (value === null) return emptyTerminal
  const terminal = value instanceof Map ? readTerminal(value) : { bad: side }
  if ('bad' in terminal) throw malformed(synapse, `${side}.${terminal.bad} cannot be read`)
  return terminal
}

function malformed(synapse: string, detail: string, cause?: unknown): SubnetError {
  return transportError('BODY_MALFORMED', { synapse, detail }, { cause })
}
