import type { SyntaxNode } from '@lezer/common'
import { childrenOf, type Source, textOf } from '../../../syntax/tree.js'
import { libraryName, type PythonImports } from './imports.js'
import { decodeNumber, decodeString } from './literal.js'

/** A Python expression as far as declarations need it. */
export type PythonExpression = { readonly source: string } & (
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'index'
      readonly base: PythonExpression
      readonly items: readonly PythonExpression[]
    }
  | {
      readonly kind: 'call'
      readonly callee: PythonExpression
      readonly args: readonly PythonExpression[]
      readonly named: ReadonlyMap<string, PythonExpression>
    }
  | { readonly kind: 'union'; readonly options: readonly PythonExpression[] }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly PythonExpression[] }
  | {
      readonly kind: 'dict'
      readonly entries: readonly (readonly [key: PythonExpression, value: PythonExpression])[]
    }
  | { readonly kind: 'lambda'; readonly body: PythonExpression }
  | { readonly kind: 'ellipsis' }
  | {
      readonly kind: 'other'
      /** Why it has no value, as the end of a sentence, where that is known. */
      readonly problem?: string
    }
)

/** A file of Python with its imports. */
export interface PythonSource extends Source {
  readonly imports: PythonImports
}

/** Levels of an expression that are read: more than any declaration has, and few enough for the stack. */
const mostLevels = 100

/** Reads an expression; what no declaration needs is `other`, with its source. */
export function readExpression(file: PythonSource, node: SyntaxNode, level = 0): PythonExpression {
  const source = textOf(file, node)
  if (level > mostLevels) return { kind: 'other', source }
  const read: Reader = (child) => readExpression(file, child, level + 1)
  switch (node.name) {
    case 'VariableName':
      return { kind: 'name', name: libraryName(source.normalize('NFKC'), file.imports), source }
    case 'None':
      return { kind: 'value', value: null, source }
    case 'Boolean':
      return { kind: 'value', value: source === 'True', source }
    case 'Number':
    case 'UnaryExpression':
    case 'BinaryExpression':
      return readOperation(file, node, read)
    case 'String':
    case 'ContinuedString': {
      const value = decodeString(
        node.name === 'String' ? [source] : childrenOf(node).map((one) => textOf(file, one)),
      )
      return value === null
        ? { kind: 'other', source, ...problemOf(/\\N\{/.test(source), unnamed) }
        : { kind: 'value', value, source }
    }
    case 'Ellipsis':
      return { kind: 'ellipsis', source }
    case 'MemberExpression':
      return readMember(file, node, read)
    case 'CallExpression':
      return readCall(file, node, read)
    case 'ParenthesizedExpression': {
      const [inner] = elementsOf(node)
      return inner ? { ...read(inner), source } : { kind: 'tuple', items: [], source }
    }
    case 'ArrayExpression':
      return { kind: 'list', items: elementsOf(node).map(read), source }
    case 'TupleExpression':
      return { kind: 'tuple', items: elementsOf(node).map(read), source }
    case 'SetExpression':
      return { kind: 'set', items: elementsOf(node).map(read), source }
    case 'DictionaryExpression': {
      const parts = elementsOf(node).map(read)
      const entries = parts.flatMap((key, at) => {
        const value = parts[at + 1]
        return at % 2 === 0 && value !== undefined ? [[key, value] as const] : []
      })
      return parts.length % 2 === 0 ? { kind: 'dict', entries, source } : { kind: 'other', source }
    }
    case 'LambdaExpression': {
      const body = node.lastChild
      return body === null ? { kind: 'other', source } : { kind: 'lambda', body: read(body), source }
    }
    default:
      return node.name === '...' ? { kind: 'ellipsis', source } : { kind: 'other', source }
  }
}

/** Reads an expression one level below another. */
type Reader = (child: SyntaxNode) => PythonExpression

const punctuation: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',', ':', 'Comment'])

/** Children without brackets, commas, colons and comments. */
const elementsOf = (node: SyntaxNode) => childrenOf(node).filter(({ name }) => !punctuation.has(name))

/** `a.b`, or `a[b, c]`. */
function readMember(file: PythonSource, node: SyntaxNode, read: Reader): PythonExpression {
  const source = textOf(file, node)
  const [first, ...rest] = childrenOf(node)
  if (first === undefined) return { kind: 'other', source }
  const base = read(first)
  if (rest.some(({ name }) => name === '[')) {
    const items = rest
      .filter(({ name }) => !punctuation.has(name))
      .map(read)
      .flatMap((item) => (item.kind === 'tuple' && item.source[0] !== '(' ? item.items : [item]))
    return { kind: 'index', base, items, source }
  }
  return base.kind === 'name'
    ? { kind: 'name', name: libraryName(source.normalize('NFKC').replace(/\s+/g, ''), file.imports), source }
    : { kind: 'other', source }
}

function readCall(file: PythonSource, node: SyntaxNode, read: Reader): PythonExpression {
  const source = textOf(file, node)
  const callee = node.firstChild
  const list = node.getChild('ArgList')
  if (callee === null || list === null) return { kind: 'other', source }
  const args: PythonExpression[] = []
  const named = new Map<string, PythonExpression>()
  const parts = elementsOf(list)
  for (let at = 0; at < parts.length; at += 1) {
    const [part, operator, value] = [parts[at], parts[at + 1], parts[at + 2]]
    if (part === undefined) break
    if (operator?.name === 'AssignOp' && value !== undefined) {
      named.set(textOf(file, part), read(value))
      at += 2
    } else args.push(read(part))
  }
  return { kind: 'call', callee: read(callee), args, named, source }
}

/** A union of types, or arithmetic of literals such as `5 * 60`. */
function readOperation(file: PythonSource, node: SyntaxNode, read: Reader): PythonExpression {
  const source = textOf(file, node)
  if (node.name === 'Number') {
    const value = decodeNumber(source)
    return value === null ? { kind: 'other', source, problem: beyond } : { kind: 'value', value, source }
  }
  const parts = childrenOf(node).filter(({ name }) => name !== 'Comment')
  const operator = parts.find(({ name }) => ['ArithOp', 'BitOp'].includes(name))
  const sign = operator ? textOf(file, operator) : ''
  const operands = parts.filter((part) => part !== operator).map(read)
  if (sign === '|') {
    const options = operands.flatMap((one) => (one.kind === 'union' ? one.options : [one]))
    return { kind: 'union', options, source }
  }
  const numbers = operands.map((one) =>
    one.kind === 'value' && typeof one.value === 'number' ? one.value : null,
  )
  const value = calculate(sign, numbers)
  if (value !== null && Number.isFinite(value) && isExact(value, numbers))
    return { kind: 'value', value, source }
  const isBeyond = value !== null || operands.some((one) => one.kind === 'other' && one.problem === beyond)
  return { kind: 'other', source, ...problemOf(isBeyond, beyond) }
}

const beyond =
  'no number that JavaScript has (2^53 is the largest integer; bigint() of subnetkit carries larger ones as text, which v10 does not)'
const unnamed = 'written with the name of a character'

const problemOf = (is: boolean, problem: string) => (is ? { problem } : {})

/** The sign of a number changes nothing else; of two, a whole result beyond 2^53 may be rounded. */
const isExact = (value: number, numbers: readonly unknown[]) =>
  numbers.length === 1 || !Number.isInteger(value) || Number.isSafeInteger(value)

/** Null for what is not calculated, or not for these numbers. */
function calculate(sign: string, [left = null, right]: readonly (number | null)[]): number | null {
  if (left === null || right === null) return null
  if (right === undefined) return sign === '-' ? -left : sign === '+' ? left : null
  const results = new Map([
    ['+', left + right],
    ['-', left - right],
    ['*', left * right],
    ['/', left / right],
    ['**', left ** right],
    ['<<', left * 2 ** right],
  ])
  const value = results.get(sign)
  return value === undefined || Number.isNaN(value) ? null : value
}

/** Last part of a dotted name: `Optional` of `typing.Optional`; null for other expressions. */
export function plainName(expression: PythonExpression): string | null {
  return expression.kind === 'name' ? (expression.name.split('.').at(-1) ?? null) : null
}

/** Whole name of a base class, without the arguments of a generic one; null for other expressions. */
export function baseName(expression: PythonExpression): string | null {
  if (expression.kind === 'index') return baseName(expression.base)
  return expression.kind === 'name' ? expression.name : null
}
