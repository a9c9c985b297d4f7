import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import type { SyntaxNode } from '@lezer/common'
import { nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { compareNames } from '../../migrate/format/sort.js'
import { editFiles, type Plan } from '../plan.js'
import { fieldPlace, type Project, taken, unknownShape } from '../project.js'
import {
  findImport,
  hasOthers,
  type ImportedName,
  isDeclared,
  type Member,
  memberOf,
  membersOf,
  unquoted,
} from '../source/declarations.js'
import { type Edit, insertion } from '../source/edit.js'
import { indentationAt, indentationStep, lineEndingOf, quoteOf, reindent } from '../source/layout.js'
import { appendItem, endsInComma, itemsOf } from '../source/list.js'
import { camelCase } from './camel-case.js'

/** Plans a mechanism: the tasks of the subnet, and a copy of its rubric and its incentive. */
export async function planMechanism(project: Project, name: string): Promise<Plan> {
  const { subnet, definition } = project
  const rubric = memberOf(subnet, definition, 'rubric')
  const tasks = memberOf(subnet, definition, 'tasks')
  const local = rubric && textOf(subnet, rubric.value ?? rubric.key)
  const imported = local === undefined ? null : findImport(subnet, local)
  const { source } = await fieldPlace(project, 'rubric')
  if (hasOthers(subnet, definition))
    throw unknownShape(
      subnet.path,
      'the definition has fields that are not written out, such as those of a spread',
    )
  if (imported === null || tasks === undefined || source.path === subnet.path) {
    const detail = 'its rubric is not in a file of its own, of which the mechanism could take a copy'
    throw unknownShape(
      subnet.path,
      detail,
      'Move the rubric to a file of its own, such as rubric.ts, and run the command again.',
    )
  }
  const extension = extname(source.path)
  const path = `${source.path.slice(0, -extension.length)}-${name}${extension}`
  const identifier = `${camelCase(name)}${capitalized(imported.original)}`
  if (existsSync(path)) throw taken('file', path, subnet.path)
  if (isDeclared(subnet, identifier)) throw taken('name', identifier, subnet.path)
  const edits = [
    importOf(subnet, imported, { name, identifier }),
    ...mechanismEdits(subnet, definition, { tasks, identifier }),
  ]
  return {
    like: 'mechanism 0',
    files: [{ path, before: null, after: source.text, added: [] }, ...editFiles(project, [[subnet, edits]])],
  }
}

const capitalized = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

/** Imports the rubric of the mechanism in the order of biome, after the one that it is a copy of. */
function importOf(
  source: Source,
  { statement, specifier, original }: ImportedName,
  { name, identifier }: { readonly name: string; readonly identifier: string },
): Edit {
  const quote = quoteOf(source, specifier)
  const end = lineEndingOf(source)
  const file = unquoted(source, specifier).replace(/(\.[cm]?[jt]sx?)?$/, `-${name}$1`)
  const semicolon = textOf(source, statement).endsWith(';') ? ';' : ''
  const line = `import { ${original} as ${identifier} } from ${quote}${file}${quote}${semicolon}`
  return insertion(placeOf(source, statement, file), `${end}${line}`)
}

/** End of the last import of the block, from one on, that sorts before a file. */
function placeOf(source: Source, first: SyntaxNode, file: string): number {
  let last = first
  for (let next = first.nextSibling; next?.name === 'ImportDeclaration'; next = next.nextSibling) {
    const specifier = next.getChild('String')
    const gap = source.text.slice(last.to, next.from)
    const isBefore = specifier && compareNames(sortKey(unquoted(source, specifier)), sortKey(file)) < 0
    if (!isBefore || gap.split('\n').length > 2) break
    last = next
  }
  return last.to
}

/** A specifier whose characters compare as those that biome sorts. */
const sortKey = (specifier: string): string =>
  specifier.replaceAll(/[/._-]/g, (one) => String.fromCharCode(1 + '/._-'.indexOf(one)))

/** Adds the next number to `mechanisms`, or `mechanisms` itself. */
function mechanismEdits(
  source: Source,
  definition: SyntaxNode,
  { tasks, identifier }: { readonly tasks: Member; readonly identifier: string },
): readonly Edit[] {
  const member = memberOf(source, definition, 'mechanisms')
  const [end, step] = [lineEndingOf(source), indentationStep(source)]
  const incentive = memberOf(source, definition, 'incentive')
  const own = indentationAt(source, tasks.node.from)
  const comma = endsInComma(definition) ? ',' : ''
  const fields = (indentation: string) =>
    [
      textOf(source, tasks.node),
      `rubric: ${identifier}`,
      ...(incentive === undefined ? [] : [reindent(singleText(source, incentive), own, indentation)]),
    ]
      .map((field) => `${indentation}${field}`)
      .join(`,${end}`) +
    comma +
    end
  if (member === undefined) {
    const inner = fields(`${own}${step}${step}`)
    const entry = `${own}${step}1: {${end}${inner}${own}${step}}${comma}${end}`
    return appendItem(source, definition, `mechanisms: {${end}${entry}${own}}`)
  }
  const { value } = member
  const numbers =
    value?.name === 'ObjectExpression' ? membersOf(source, value).map((one) => Number(one.name)) : []
  if (
    value === null ||
    numbers.length === 0 ||
    numbers.length < itemsOf(value).length ||
    numbers.some(Number.isNaN)
  ) {
    throw unknownShape(source.path, 'mechanisms is no object with numbers for keys in place')
  }
  const base = indentationAt(source, itemsOf(value).at(-1)?.from ?? value.from)
  const inner = fields(`${base}${step}`)
  return appendItem(source, value, `${Math.max(...numbers) + 1}: {${end}${inner}${base}}`)
}

/** The text of a member that can be moved to another indentation. */
function singleText(source: Source, { node }: Member): string {
  const texts = nodesOf(node, 'TemplateString')
  if (texts.every((one) => !textOf(source, one).includes('\n'))) return textOf(source, node)
  throw unknownShape(source.path, 'its incentive has a text of several lines, which no copy can indent')
}
