import { type JsonPieces, plainPieces } from './json-pieces.js'
import { type Job, type Turns, turns } from './turns.js'

/** Levels of lists and objects: how deep a value is decides how much stack its readers need. */
const maxDepth = 100
/** Members of one object: their names are listed in one go. */
const maxMembers = 100_000
/** Size of a text that needs no look at the clock, nor at its depth, in bytes. */
const smallText = 2 * maxDepth
/** Size of the text that is read in one go, in bytes. */
const bytesAtOnce = 16_384

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [34, 92, 44, 91, 93, 123, 125]
const isBlank = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9

/** Reads JSON as `JSON.parse` does, a large text in turns. Throws a SyntaxError, also for what is nested too deeply. */
export function parseJson(bytes: Buffer): Promise<unknown> {
  return parseJsonIn(turns, bytes, plainPieces, bytesAtOnce)
}

/** A list or an object that is not closed yet. */
interface Open<T> {
  readonly isList: boolean
  /** Position after its bracket. */
  readonly from: number
  /** Position of the last comma between its parts, or -1. */
  comma: number
  /** Value of its parts so far; null while all of it is still text. */
  value: T | null
  /** Number of its parts that are values. */
  parts: number
  /** True if its last part is there as a value, so that a comma or its end has to follow. */
  isAfterPart: boolean
}

/** Reads JSON from pieces of about `atOnce` bytes. */
export async function parseJsonIn<T>(
  turns: Turns,
  bytes: Buffer,
  pieces: JsonPieces<T>,
  atOnce: number,
): Promise<T> {
  const job: Job = { turns: 0 }
  if (bytes.length > smallText && turns.isOver()) await turns.next(job)
  if (bytes.length <= atOnce) {
    if (bytes.length > smallText) checkDepth(bytes)
    return pieces.parse(bytes.toString('utf8'))
  }
  const open: Open<T>[] = []
  /** Number of lists and objects in `open`, from the outermost on, that are values already. */
  let built = 0
  /** Position up to which all is in a value. */
  let done = 0
  let root: T | undefined
  let nextLook = atOnce

  const textOf = (from: number, to: number) => bytes.toString('utf8', from, to)

  /** Reads the text from `done` to `to`, whole parts of the innermost value. */
  function readParts(to: number, isLast: boolean): void {
    const holder = open[built - 1]!
    let from = done
    if (holder.isAfterPart) {
      while (from < to && isBlank(bytes[from]!)) from += 1
      if (from === to) return
      if (bytes[from] !== comma) throw new SyntaxError('a comma is missing')
      from += 1
      holder.isAfterPart = false
    } else if (isLast && done === holder.from && isBlankText(from, to)) return
    const text = textOf(from, to)
    const parts = pieces.parse(holder.isList ? `[${text}]` : `{${text}}`)
    const added = pieces.add(holder.value!, parts)
    if (added === 0) throw new SyntaxError('a value is missing')
    holder.parts += added
    if (!holder.isList && holder.parts > maxMembers) {
      throw new SyntaxError(`an object has more than ${maxMembers} members`)
    }
  }

  function isBlankText(from: number, to: number): boolean {
    for (let at = from; at < to; at += 1) if (!isBlank(bytes[at]!)) return false
    return true
  }

  /** Makes values of what has been seen up to `at`, as far as it is whole. */
  function build(at: number): void {
    for (;;) {
      const holder = open[built - 1]
      if (holder && holder.comma >= done) {
        const { comma: end } = holder
        readParts(end, false)
        // The comma itself stays, as the one that has to follow.
        done = end
        holder.isAfterPart = true
      }
      const inner = open[built]
      if (!inner || at - done < atOnce) return
      startValue(inner)
    }
  }

  /** Makes a value of a list or an object that is still open. */
  function startValue(inner: Open<T>): void {
    const holder = open[built - 1]
    inner.value = inner.isList ? pieces.list() : pieces.object()
    let from = done
    if (holder?.isAfterPart) {
      while (isBlank(bytes[from]!)) from += 1
      if (bytes[from] !== comma) throw new SyntaxError('a comma is missing')
      from += 1
    }
    const before = textOf(from, inner.from - 1)
    if (!holder || holder.isList) {
      if (/[^\t\n\r ]/.test(before)) throw new SyntaxError('a value has no place')
      if (holder) pieces.push(holder.value!, inner.value)
      else root = inner.value
    } else pieces.put(holder.value!, pieces.parse(`{${before}null}`), inner.value)
    if (holder) {
      holder.isAfterPart = true
      holder.parts += 1
    }
    built += 1
    done = inner.from
  }

  let isText = false
  for (let at = 0; at < bytes.length; at += 1) {
    if (at >= nextLook) {
      build(at)
      nextLook = at + atOnce
      if (turns.isOver()) await turns.next(job)
    }
    const byte = bytes[at]!
    if (isText) {
      if (byte === backslash) at += 1
      else if (byte === quote) isText = false
      continue
    }
    if (byte === quote) isText = true
    else if (byte === comma) {
      const holder = open.at(-1)
      if (!holder) throw new SyntaxError('a comma stands outside of lists and objects')
      holder.comma = at
    } else if (byte === openList || byte === openObject) {
      if (open.length === maxDepth) throw tooDeep()
      if (built === 0 && open.length === 0 && root !== undefined)
        throw new SyntaxError('a second value follows')
      const isList = byte === openList
      open.push({ isList, from: at + 1, comma: -1, value: null, parts: 0, isAfterPart: false })
    } else if (byte === closeList || byte === closeObject) {
      const closed = open.at(-1)
      if (closed?.isList !== (byte === closeList)) throw new SyntaxError('a bracket has no partner')
      if (built === open.length) {
        readParts(at, true)
        done = at + 1
        built -= 1
      }
      open.pop()
    }
  }
  if (open.length > 0 || isText) throw new SyntaxError('the text ends too early')
  if (root === undefined) return pieces.parse(textOf(0, bytes.length))
  if (!isBlankText(done, bytes.length)) throw new SyntaxError('something follows the value')
  return root
}

function checkDepth(bytes: Buffer): void {
  let depth = 0
  let isText = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    if (isText) {
      if (byte === backslash) at += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (byte === openList || byte === openObject) {
      depth += 1
      if (depth > maxDepth) throw tooDeep()
    } else if (byte === closeList || byte === closeObject) depth -= 1
  }
}

function tooDeep(): SyntaxError {
  return new SyntaxError(`it is nested more than ${maxDepth} levels deep`)
}
