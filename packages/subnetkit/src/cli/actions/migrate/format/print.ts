import { type Layout, type LayoutCall, parseLayout } from './parse.js'
import { widthOf } from './width.js'

/** Line width of generated projects, as their biome.json says. */
export const lineWidth = 110

/** Place of an expression: columns in front of its line, in front of itself, and behind it. */
interface Place {
  readonly indent: number
  readonly column: number
  readonly after: number
}

/**
 * Lays out `before` and an expression as the formatter of generated projects does, such as `  name: z.string(),` with the
 * before `name: ` and the after `,`.
 */
export function formatted(before: string, code: string, after: string, indent: number): string {
  const layout = parseLayout(code)
  const column = indent + widthOf(before)
  const place = { indent, column, after: widthOf(after) }
  if (/[:=] $/.test(before) && breaksBefore(layout, before) && !fits(layout, place)) {
    const next = { indent: indent + 2, column: indent + 2, after: place.after }
    return `${before.trimEnd()}\n${spaces(indent + 2)}${print(layout, next)}${after}`
  }
  return `${before}${print(layout, place)}${after}`
}

const spaces = (count: number) => ' '.repeat(count)

const fits = (layout: Layout, { column, after }: Place): boolean =>
  !isForced(layout) && column + widthOf(flat(layout)) + after <= lineWidth

/** The expression on one line. */
function flat(layout: Layout): string {
  switch (layout.kind) {
    case 'atom':
      return layout.text
    case 'array':
      return `[${layout.items.map(flat).join(', ')}]`
    case 'object':
      return layout.entries.length === 0
        ? '{}'
        : `{ ${layout.entries.map(({ key, value }) => `${key}: ${flat(value)}`).join(', ')} }`
    case 'chain':
      return (
        layout.head +
        layout.calls.map(({ member, args }) => `${member}(${args.map(flat).join(', ')})`).join('')
      )
  }
}

/** Several arrays or objects of several entries each are a table: a row per line. */
function isTable(items: readonly Layout[]): boolean {
  const [first] = items
  return (
    items.length > 1 &&
    items.every(
      (item) =>
        item.kind === first?.kind &&
        ((item.kind === 'array' && item.items.length > 1) ||
          (item.kind === 'object' && item.entries.length > 1)),
    )
  )
}

/** True for what never stands on one line. */
function isForced(layout: Layout): boolean {
  if (layout.kind === 'array') return isTable(layout.items) || layout.items.some(isForced)
  if (layout.kind === 'object') return layout.entries.some(({ value }) => isForced(value))
  if (layout.kind === 'chain') return isLong(layout.calls) || layout.calls.some(isForcedCall)
  return false
}

const isForcedCall = ({ args }: LayoutCall): boolean => isComposition(args) || args.some(isForced)

/** Functions that are passed on, among several arguments: each has a line. */
const isComposition = (args: readonly Layout[]): boolean =>
  args.length > 1 &&
  args.some((one) => one.kind === 'chain' && (one.calls.at(-1)?.args.some(isFunction) ?? false))

const isFunction = (layout: Layout): boolean => layout.kind === 'atom' && layout.text.includes('=>')

/** A chain of more than two calls with more than plain values in them has a line for each. */
const isLong = (calls: readonly LayoutCall[]): boolean =>
  calls.length > 2 && !calls.every(({ args }) => args.every((one) => isSimple(one, 0)))

function isSimple(layout: Layout, depth: number): boolean {
  if (depth >= 2 || isFunction(layout)) return false
  if (layout.kind === 'atom') {
    return layout.text.startsWith('/') ? layout.text.lastIndexOf('/') - 1 <= 5 : true
  }
  if (layout.kind === 'array') return layout.items.every((item) => isSimple(item, depth + 1))
  if (layout.kind === 'object') return layout.entries.every(({ value }) => isSimple(value, depth + 1))
  return layout.calls.every(({ args }) => args.every((one) => isSimple(one, depth + 1)))
}

/** True for what moves to the next line before it is broken: a text, or a call with at most one short argument. */
function breaksBefore(layout: Layout, before: string): boolean {
  const isShortKey = before.endsWith(': ') && widthOf(before) <= 4
  if (layout.kind === 'atom') return !isShortKey && /^['"]|^[\p{L}_$]/u.test(layout.text)
  if (layout.kind !== 'chain' || layout.calls.length !== 1) return false
  const [first, ...rest] = layout.calls[0]?.args ?? []
  return first === undefined || (rest.length === 0 && isShort(first))
}

function isShort(layout: Layout): boolean {
  if (layout.kind === 'array') return layout.items.length === 0
  if (layout.kind === 'object') return layout.entries.length === 0
  return layout.kind === 'atom' && isSimple(layout, 0) && widthOf(layout.text) <= lineWidth / 4
}

function print(layout: Layout, place: Place): string {
  if (layout.kind === 'atom') return layout.text
  if (fits(layout, place)) return flat(layout)
  if (layout.kind === 'array') return printArray(layout.items, place)
  if (layout.kind === 'object') return printObject(layout.entries, place)
  return printChain(layout, place)
}

function printArray(items: readonly Layout[], { indent }: Place): string {
  if (items.length === 0) return '[]'
  const inner = indent + 2
  const isNumbers =
    items.length > 1 && items.every((item) => item.kind === 'atom' && /^-?[\d.]/.test(item.text))
  const lines = isNumbers ? filled(items.map(flat), inner) : items.map((item) => onItsLine(item, inner))
  return ['[', ...lines, `${spaces(indent)}]`].join('\n')
}

const onItsLine = (layout: Layout, indent: number): string =>
  `${spaces(indent)}${print(layout, { indent, column: indent, after: 1 })},`

/** Numbers, as many to a line as it takes. */
function filled(items: readonly string[], indent: number): readonly string[] {
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + item.length + 2 <= lineWidth)
      lines[lines.length - 1] = `${last} ${item},`
    else lines.push(`${spaces(indent)}${item},`)
  }
  return lines
}

function printObject(
  entries: Extract<Layout, { kind: 'object' }>['entries'],
  { indent }: Pick<Place, 'indent'>,
): string {
  const inner = indent + 2
  const lines = entries.map(({ key, value }) => {
    const column = inner + widthOf(key) + 2
    const before = `${key}: `
    const isMoved = breaksBefore(value, before) && !fits(value, { indent: inner, column, after: 1 })
    if (!isMoved) return `${spaces(inner)}${before}${print(value, { indent: inner, column, after: 1 })},`
    const moved = print(value, { indent: inner + 2, column: inner + 2, after: 1 })
    return `${spaces(inner)}${key}:\n${spaces(inner + 2)}${moved},`
  })
  return ['{', ...lines, `${spaces(indent)}}`].join('\n')
}

function printChain({ head, calls }: Extract<Layout, { kind: 'chain' }>, place: Place): string {
  const [first] = calls
  if (first === undefined) return head
  if (calls.length === 1) return printCall(head, first, place)
  const indent = place.indent + 2
  const lines = calls.map((call, at) => {
    const after = at === calls.length - 1 ? place.after : 0
    return printCall('', call, { indent, column: indent, after })
  })
  const isOpen = (call: LayoutCall, at: number) => isForcedCall(call) || lines[at]?.includes('{\n') === true
  const others = calls.slice(0, -1)
  const isBroken = isLong(calls) || others.some((call, at) => isOpen(call, at) || call.args.some(isFunction))
  if (!isBroken && calls.slice(-1).some((call) => isOpen(call, others.length))) {
    // What stands on several lines in any case is the end of it: the chain before it may be on one.
    const before = flat({ kind: 'chain', head, calls: others })
    const text = calls
      .slice(-1)
      .map((call) => printCall(before, call, place))
      .join('')
    if (place.column + widthOf(text.split('\n')[0] ?? '') <= lineWidth) return text
  }
  return [head, ...lines.map((line) => `${spaces(indent)}${line}`)].join('\n')
}

function printCall(before: string, { member, args }: LayoutCall, place: Place): string {
  const { indent, after } = place
  const head = `${before}${member}(`
  const column = place.column + widthOf(head)
  const text = args.map(flat).join(', ')
  if (!isForcedCall({ member, args }) && column + widthOf(text) + 1 + after <= lineWidth)
    return `${head}${text})`
  const last = args.at(-1)
  if (last !== undefined && isHugged(args) && !isComposition(args)) {
    const others = args
      .slice(0, -1)
      .map((one) => `${flat(one)}, `)
      .join('')
    const hugged =
      last.kind === 'object'
        ? printObject(last.entries, { indent })
        : last.kind === 'array'
          ? printArray(last.items, { indent, column: 0, after: 0 })
          : null
    const start = column + widthOf(others) + 1
    if (hugged !== null && !args.slice(0, -1).some(isForced) && start <= lineWidth)
      return `${head}${others}${hugged})`
  }
  return [head, ...args.map((one) => onItsLine(one, indent + 2)), `${spaces(indent)})`].join('\n')
}

/** True if the last argument is an object or an array that may open on the line of the call. */
function isHugged(args: readonly Layout[]): boolean {
  const last = args.at(-1)
  const previous = args.at(-2)
  if (last === undefined || last.kind === previous?.kind) return false
  if (last.kind === 'object') return last.entries.length > 0
  return last.kind === 'array' && last.items.length > 0
}
