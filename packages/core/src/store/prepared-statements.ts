import type { PGlite } from '@electric-sql/pglite'

/** Statements that the engine keeps parsed; the oldest make room. */
const mostStatements = 256

/** Longest statement that is kept, in bytes. */
const longestStatement = 16_384

/** Statements that change tables, after which answers that were kept may be wrong. */
const changesTables = /\b(?:create|alter|drop|truncate|do|discard|deallocate|reset)\b/i
const startsChange = /^\s*(?:--[^\n]*\n\s*)*(?:create|alter|drop|truncate|do|discard|deallocate|reset|set)\b/i
const endsTransaction = /^\s*(?:commit|rollback|abort|end)\b/i

type Stream = PGlite['execProtocolStream']
type Messages = Awaited<ReturnType<Stream>>

/** A statement that the engine has parsed under a name. */
interface Prepared {
  readonly name: Buffer
  readonly parsed: Messages
  /** Types of its parameters and columns. */
  described?: Messages
  /** Columns of its results. */
  columns?: Messages
}

/**
 * Lets an engine parse a statement once. Its client sends each one as new, and for the short statements of a queue,
 * parsing and describing are much of the work. The engine still plans each execution: tables grow from nothing, and nothing analyses them.
 */
export function prepareStatements(engine: PGlite): PGlite {
  const send = engine.execProtocolStream.bind(engine) as Stream
  const kept = new Map<string, Prepared>()
  let current: Prepared | null = null
  let count = 0
  let hasChanged = false

  /** Closed with the next statement: after an error, the engine ignores everything until its client has synced. */
  const closing: Prepared[] = []
  function forget(): void {
    closing.push(...kept.values())
    kept.clear()
    current = null
  }

  async function parse(message: Buffer, options: Parameters<Stream>[1]): Promise<Messages> {
    current = null
    for (const { name } of closing.splice(0))
      await send(messageOf('C', Buffer.from('S'), name, zero), options)
    const end = message.indexOf(0, 6)
    // One that has a name of its own, or types, is left as it is.
    if (message[5] !== 0 || message.readUInt16BE(end + 1) !== 0) return send(message, options)
    const key = message.toString('latin1', 6, end)
    const known = kept.get(key)
    if (known !== undefined) {
      current = known
      return known.parsed
    }
    if (startsChange.test(key)) {
      hasChanged = true
      forget()
      return send(message, options)
    }
    if (key.length > longestStatement) return send(message, options)
    const [oldest] = kept
    if (oldest !== undefined && kept.size >= mostStatements) {
      kept.delete(oldest[0])
      closing.push(oldest[1])
    }
    const name = Buffer.from(`s${++count}`)
    const parsed = await send(messageOf('P', name, message.subarray(5)), options)
    current = { name, parsed }
    kept.set(key, current)
    return parsed
  }

  async function bind(message: Buffer, one: Prepared, options: Parameters<Stream>[1]): Promise<Messages> {
    try {
      return await send(messageOf('B', zero, one.name, message.subarray(6)), options)
    } catch (error) {
      // Its tables may have changed in some other way.
      forget()
      throw error
    }
  }

  engine.execProtocolStream = async (given, options) => {
    const message = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
    const type = String.fromCharCode(message[0] ?? 0)
    if (type === 'P') return parse(message, options)
    if (type === 'Q') {
      const text = message.toString('latin1', 5)
      const isChange = changesTables.test(text)
      if (isChange || (hasChanged && endsTransaction.test(text))) {
        hasChanged = isChange
        forget()
      }
    }
    if (current === null) return send(given, options)
    if (type === 'B') return bind(message, current, options)
    if (type === 'D') {
      const part = message[5] === 83 ? 'described' : 'columns'
      const one = current
      one[part] ??= await send(
        part === 'described' ? messageOf('D', Buffer.from('S'), one.name, zero) : given,
        options,
      )
      return one[part]
    }
    return send(given, options)
  }
  return engine
}

const zero = Buffer.alloc(1)

/** A message of the protocol. */
function messageOf(type: string, ...parts: readonly Buffer[]): Uint8Array {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
