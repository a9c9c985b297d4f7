import type { ExactJson } from './exact-json.js'
import { floatText, parseFloatText, parseIntText } from './python-float.js'

/** One side of a v10 exchange, as it travels in headers and bodies. */
export interface TerminalInfo {
  readonly statusCode: number | null
  readonly statusMessage: string | null
  /** Seconds. */
  readonly processTime: number | null
  readonly ip: string | null
  readonly port: number | null
  /** Of the SDK: major·10^6 + minor·10^3 + patch. */
  readonly version: number | null
  /** Unix time in ns. */
  readonly nonce: bigint | null
  readonly uuid: string | null
  readonly hotkey: string | null
  readonly signature: string | null
}

export const emptyTerminal: TerminalInfo = {
  statusCode: null,
  statusMessage: null,
  processTime: null,
  ip: null,
  port: null,
  version: null,
  nonce: null,
  uuid: null,
  hotkey: null,
  signature: null,
}

type Kind = 'int' | 'bigint' | 'float' | 'text'

/** Fields by their wire names, in wire order. */
const wireFields: readonly (readonly [wire: string, field: keyof TerminalInfo, kind: Kind])[] = [
  ['status_code', 'statusCode', 'int'],
  ['status_message', 'statusMessage', 'text'],
  ['process_time', 'processTime', 'float'],
  ['ip', 'ip', 'text'],
  ['port', 'port', 'int'],
  ['version', 'version', 'int'],
  ['nonce', 'nonce', 'bigint'],
  ['uuid', 'uuid', 'text'],
  ['hotkey', 'hotkey', 'text'],
  ['signature', 'signature', 'text'],
]

/** Headers of a terminal, those of its fields that are not null. */
export function terminalHeaders(side: 'axon' | 'dendrite', terminal: TerminalInfo): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [wire, field, kind] of wireFields) {
    const value = terminal[field]
    if (value === null) continue
    headers[`bt_header_${side}_${wire}`] = kind === 'float' ? floatText(Number(value)) : String(value)
  }
  return headers
}

/** A terminal as bodies hold it: every field, null or not. */
export function terminalBody(terminal: TerminalInfo): ReadonlyMap<string, ExactJson> {
  return new Map(
    wireFields.map(([wire, field, kind]) => {
      const value = terminal[field]
      return [wire, kind === 'int' && typeof value === 'number' ? BigInt(value) : value]
    }),
  )
}

/**
 * A terminal from values by wire name, as texts or JSON; unknown names are ignored.
 * @returns the name of the field that cannot be read instead
 */
export function readTerminal(
  values: ReadonlyMap<string, ExactJson>,
): TerminalInfo | { readonly bad: string } {
  const terminal: Record<string, unknown> = { ...emptyTerminal }
  for (const [wire, field, kind] of wireFields) {
    const value = values.get(wire) ?? null
    if (value === null) continue
    const read = readValue(value, kind)
    if (read === null) return { bad: wire }
    terminal[field] = read
  }
  return terminal as unknown as TerminalInfo
}

function readValue(value: ExactJson, kind: Kind): string | number | bigint | null {
  if (kind === 'text') return typeof value === 'string' ? value : null
  if (kind === 'float') {
    if (typeof value === 'string') return parseFloatText(value)
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null
  }
  const integer = integerOf(value)
  if (integer === null || kind === 'bigint') return integer
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : null
}

function integerOf(value: ExactJson): bigint | null {
  if (typeof value === 'string') return parseIntText(value)
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : null
}
