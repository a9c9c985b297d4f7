import type { SubnetError } from '@subnetkit/base'
import type { HeaderPairs } from '../btauth/headers.js'
import { transportError } from '../errors/transport-error.js'
import type { ExactJson } from './exact-json.js'
import { inputObjectHeaders, inputObjectPrefix, parseInputObject } from './input-objects.js'
import { floatText, parseFloatText, parseIntText } from './python-float.js'
import { readTerminal, type TerminalInfo, terminalHeaders } from './terminal-info.js'

/** Contents of the headers of a v10 request or answer. */
export interface LegacyHeaders {
  /** Class name; null when absent. */
  readonly name: string | null
  /** `timeout` in seconds. */
  readonly timeoutSeconds: number | null
  readonly axon: TerminalInfo
  readonly dendrite: TerminalInfo
  /** Empty values of the required fields, by field. */
  readonly inputObjects: ReadonlyMap<string, ExactJson>
  /** Sizes as the sender counts them: Python objects with v10, bytes with us. */
  readonly headerSize: bigint | null
  readonly totalSize: bigint | null
  readonly bodyHash: string | null
}

/** The headers of a request or an answer, values as Python writes them; null values are left out. */
export function buildLegacyHeaders(
  parts: Omit<LegacyHeaders, 'inputObjects'> & {
    /** Values of the required fields; only their types are sent. */
    readonly required: ReadonlyMap<string, ExactJson>
  },
): Record<string, string> {
  return {
    ...(parts.name !== null && { name: parts.name }),
    ...(parts.timeoutSeconds !== null && { timeout: floatText(parts.timeoutSeconds) }),
    ...terminalHeaders('axon', parts.axon),
    ...terminalHeaders('dendrite', parts.dendrite),
    ...inputObjectHeaders(parts.required),
    ...(parts.headerSize !== null && { header_size: String(parts.headerSize) }),
    ...(parts.totalSize !== null && { total_size: String(parts.totalSize) }),
    ...(parts.bodyHash !== null && { computed_body_hash: parts.bodyHash }),
  }
}

/**
 * Reads headers. Names count as they are written: servers pass them in lower case, and a v10 dendrite does not
 * recognise any other case in an answer. Unknown names are ignored.
 * Throws LEGACY_HEADERS_INVALID for a value that cannot be read and for a name given twice.
 */
export function parseLegacyHeaders(headers: HeaderPairs): LegacyHeaders {
  const byName = new Map<string, string>()
  for (const [name, value] of headers) {
    if (byName.has(name) && isOurs(name)) throw invalid(`${name} is sent twice`)
    byName.set(name, value)
  }
  const number = <T>(name: string, read: (text: string) => T | null): T | null => {
    const text = byName.get(name)
    if (text === undefined) return null
    const value = read(text)
    if (value === null) throw invalid(`${name} is not a number`)
    return value
  }
  return {
    name: byName.get('name') ?? null,
    timeoutSeconds: number('timeout', parseFloatText),
    axon: terminalOf(byName, 'axon'),
    dendrite: terminalOf(byName, 'dendrite'),
    inputObjects: inputObjectsOf(byName),
    headerSize: number('header_size', parseIntText),
    totalSize: number('total_size', parseIntText),
    bodyHash: byName.get('computed_body_hash') ?? null,
  }
}

function isOurs(name: string): boolean {
  return /^(bt_header_|name$|timeout$|header_size$|total_size$|computed_body_hash$)/.test(name)
}

function terminalOf(byName: ReadonlyMap<string, string>, side: 'axon' | 'dendrite'): TerminalInfo {
  const prefix = `bt_header_${side}_`
  const values = [...byName].filter(([name]) => name.startsWith(prefix))
  const terminal = readTerminal(new Map(values.map(([name, value]) => [name.slice(prefix.length), value])))
  if ('bad' in terminal) throw invalid(`${prefix}${terminal.bad} cannot be read`)
  return terminal
}

function inputObjectsOf(byName: ReadonlyMap<string, string>): ReadonlyMap<string, ExactJson> {
  const given = [...byName].filter(([name]) => name.startsWith(inputObjectPrefix))
  return new Map(
    given.map(([name, value]) => {
      const field = name.slice(inputObjectPrefix.length)
      return [field, parseInputObject(field, value)]
    }),
  )
}

function invalid(detail: string): SubnetError {
  return transportError('LEGACY_HEADERS_INVALID', { detail })
}

/** Text that is valid in a header: one line of latin-1. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]+/g, '?').trim()
}
