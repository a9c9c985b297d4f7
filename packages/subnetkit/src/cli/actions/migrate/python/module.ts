import type { SyntaxNode } from '@lezer/common'
import { childrenOf, lineOf, nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { type PythonExpression, type PythonSource, readExpression } from './expression.js'
import { libraryName, readImports } from './imports.js'
import { decodeString } from './literal.js'

/** Place of a declaration. */
export interface PythonPlace {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly source: string
}

/** An annotated name in the body of a class. */
export interface PythonField extends PythonPlace {
  readonly name: string
  readonly type: PythonExpression
  /** Null if it has none. */
  readonly value: PythonExpression | null
  /** Comment behind it or above it; empty for none. */
  readonly comment: string
  /** Line of the statement that decides whether the class has it, such as an `if`; null for none. */
  readonly condition: number | null
}

/** A function or a method. */
export interface PythonFunction extends PythonPlace {
  readonly name: string
  /** Class of a method; null for a function. */
  readonly owner: string | null
  readonly parameters: readonly { readonly name: string; readonly type: PythonExpression | null }[]
  readonly decorators: readonly PythonExpression[]
  readonly node: SyntaxNode
}

export interface PythonClass extends PythonPlace {
  readonly name: string
  readonly bases: readonly PythonExpression[]
  /** Arguments with a name: `total=False`. */
  readonly keywords: ReadonlyMap<string, PythonExpression>
  /** Empty for none. */
  readonly doc: string
  readonly fields: readonly PythonField[]
  /** Names without an annotation: `A = 1`, as in an Enum. */
  readonly values: ReadonlyMap<string, PythonExpression>
  readonly methods: readonly PythonFunction[]
  readonly decorators: readonly PythonExpression[]
  /** Lines in which the grammar finds errors. */
  readonly broken: readonly number[]
}

/** Declarations of a file. */
export interface PythonModule {
  readonly file: PythonSource
  readonly classes: readonly PythonClass[]
  readonly functions: readonly PythonFunction[]
  /** Names that are assigned at the top level. */
  readonly values: ReadonlyMap<string, PythonExpression>
}

/** Reads the declarations of a file. */
export function readModule(source: Source): PythonModule {
  const file: PythonSource = { ...source, imports: readImports(source) }
  const classes = nodesOf(file.root, 'ClassDefinition').map((node) => readClass(file, node))
  const functions = nodesOf(file.root, 'FunctionDefinition').map((node) => readFunction(file, node))
  const values = new Map(
    childrenOf(file.root)
      .flatMap((node) => (node.name === 'StatementGroup' ? childrenOf(node) : [node]))
      .flatMap((node) => {
        const assigned = readAssignment(file, node)
        return assigned?.value ? [[assigned.name, assigned.value] as const] : []
      }),
  )
  return { file, classes, functions, values }
}

/** Lines with errors that are named: the first is the cause of most others. */
const mostBroken = 5

function readClass(file: PythonSource, node: SyntaxNode): PythonClass {
  const body = node.getChild('Body')
  const list = node.getChild('ArgList')
  const statements = body ? statementsOf(file, body, null) : []
  const assigned = statements.flatMap(({ node: one, condition }) => {
    const found = readAssignment(file, one)
    return found ? [{ ...found, condition }] : []
  })
  const methods = statements.flatMap(({ node: one }) => {
    const definition = one.name === 'DecoratedStatement' ? one.getChild('FunctionDefinition') : one
    return definition?.name === 'FunctionDefinition' ? [readFunction(file, definition)] : []
  })
  return {
    ...placeOf(file, node),
    name: nameOf(file, node),
    bases: list ? argumentsOf(file, list) : [],
    keywords: list ? keywordsOf(file, list) : new Map(),
    doc: docOf(file, body ? childrenOf(body) : []),
    fields: assigned.flatMap(({ type, ...rest }) => (type === null ? [] : [{ ...rest, type }])),
    values: new Map(
      assigned.flatMap(({ type, name, value }) => (type === null && value ? [[name, value] as const] : [])),
    ),
    methods,
    decorators: decoratorsOf(file, node),
    broken: [...new Set(nodesOf(node, '⚠').map((error) => lineOf(file, error)))].slice(0, mostBroken),
  }
}

const compound: ReadonlySet<string> = new Set([
  'IfStatement',
  'TryStatement',
  'WithStatement',
  'MatchStatement',
])

/** Statements of the body of a class, those of a line and those under a condition one by one. */
function statementsOf(
  file: PythonSource,
  body: SyntaxNode,
  condition: number | null,
): readonly { readonly node: SyntaxNode; readonly condition: number | null }[] {
  return childrenOf(body).flatMap((node) => {
    if (node.name === 'StatementGroup') return statementsOf(file, node, condition)
    if (!compound.has(node.name)) return [{ node, condition }]
    const line = condition ?? lineOf(file, node)
    return nodesOf(node, 'Body')
      .filter(({ parent }) => parent?.from === node.from && parent.name === node.name)
      .flatMap((inner) => statementsOf(file, inner, line))
  })
}

/** Arguments of a class definition that have a name. */
const keywordsOf = (file: PythonSource, list: SyntaxNode): ReadonlyMap<string, PythonExpression> =>
  new Map(
    list
      .getChildren('AssignOp')
      .flatMap(({ prevSibling, nextSibling }) =>
        prevSibling && nextSibling
          ? [[textOf(file, prevSibling), readExpression(file, nextSibling)] as const]
          : [],
      ),
  )

/** Positional arguments of a class definition. */
const argumentsOf = (file: PythonSource, list: SyntaxNode): readonly PythonExpression[] =>
  childrenOf(list)
    .filter(
      ({ name, nextSibling, prevSibling }) =>
        !['(', ')', ',', 'AssignOp', 'Comment'].includes(name) &&
        nextSibling?.name !== 'AssignOp' &&
        prevSibling?.name !== 'AssignOp',
    )
    .map((one) => readExpression(file, one))

function readFunction(file: PythonSource, node: SyntaxNode): PythonFunction {
  const list = node.getChild('ParamList')
  const parts = list ? childrenOf(list) : []
  return {
    ...placeOf(file, node),
    name: nameOf(file, node),
    owner: ownerOf(file, node),
    parameters: parts
      .filter(({ name, prevSibling }) => name === 'VariableName' && prevSibling?.name !== 'AssignOp')
      .map((one) => {
        const type = one.nextSibling?.name === 'TypeDef' ? one.nextSibling.lastChild : null
        return { name: plainIdentifier(textOf(file, one)), type: type ? readExpression(file, type) : null }
      }),
    decorators: decoratorsOf(file, node),
    node,
  }
}

function ownerOf(file: PythonSource, { parent }: SyntaxNode): string | null {
  const around = parent?.name === 'DecoratedStatement' ? parent.parent : parent
  const owner = around?.name === 'Body' ? around.parent : null
  return owner?.name === 'ClassDefinition' ? nameOf(file, owner) : null
}

function decoratorsOf(file: PythonSource, { parent }: SyntaxNode): readonly PythonExpression[] {
  if (parent?.name !== 'DecoratedStatement') return []
  return parent.getChildren('Decorator').map((one): PythonExpression => {
    const source = textOf(file, one).trim()
    const [, name = ''] = /^@\s*([\w.]+)/.exec(source) ?? []
    return { kind: 'name', name: libraryName(name, file.imports), source }
  })
}

interface Assignment extends PythonPlace {
  readonly name: string
  readonly type: PythonExpression | null
  readonly value: PythonExpression | null
  readonly comment: string
}

/** `name: type = value`, `name: type` or `name = value`; null for any other statement. */
function readAssignment(file: PythonSource, node: SyntaxNode): Assignment | null {
  if (node.name !== 'AssignStatement') return null
  const parts = childrenOf(node).filter(({ name }) => name !== 'Comment')
  const [target, second] = parts
  if (target?.name !== 'VariableName') return null
  const type = second?.name === 'TypeDef' ? second.lastChild : null
  const operators = parts.filter(({ name }) => name === 'AssignOp')
  if (operators.length > 1) return null
  const value = operators.length === 1 ? node.lastChild : null
  return {
    ...placeOf(file, node),
    name: plainIdentifier(textOf(file, target)),
    type: type ? readExpression(file, type) : null,
    value: value ? readExpression(file, value) : null,
    comment: commentOf(file, node),
  }
}

/** The comment behind a statement, else those of the lines above it. */
function commentOf({ text }: Source, { from, to }: SyntaxNode): string {
  const lineEnd = text.indexOf('\n', to)
  const behind = /^[ \t]*#(.*)/.exec(text.slice(to, lineEnd === -1 ? undefined : lineEnd))
  if (behind) return (behind[1] ?? '').trim()
  const above: string[] = []
  for (let end = from === 0 ? -1 : text.lastIndexOf('\n', from - 1); end > 0; ) {
    const begin = text.lastIndexOf('\n', end - 1)
    const line = text.slice(begin + 1, end)
    end = begin
    const comment = /^\s*#(.*)/.exec(line)
    if (comment === null) break
    above.unshift((comment[1] ?? '').trim())
  }
  return above.join(' ').trim()
}

function docOf(file: PythonSource, statements: readonly SyntaxNode[]): string {
  const first = statements.find(({ name }) => ![':', 'Comment'].includes(name))
  const literal = first?.name === 'ExpressionStatement' ? first.getChild('String') : null
  const text = literal ? decodeString([textOf(file, literal)]) : null
  return (
    (text ?? '')
      .trim()
      .split(/\n\s*\n/)[0]
      ?.replace(/\s+/g, ' ')
      .trim() ?? ''
  )
}

/** Python takes names that look alike for one. */
const plainIdentifier = (name: string) => name.normalize('NFKC')

function nameOf(file: PythonSource, node: SyntaxNode): string {
  const name = node.getChild('VariableName')
  return name ? plainIdentifier(textOf(file, name)) : ''
}

const placeOf = (file: PythonSource, node: SyntaxNode): PythonPlace => ({
  path: file.path,
  line: lineOf(file, node),
  source: textOf(file, node).trimEnd(),
})
