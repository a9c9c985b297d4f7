import type { SyntaxNode } from '@lezer/common'
import { lineOf, type Source, textOf } from '../../../syntax/tree.js'
import { chosen, editFiles, type Plan } from '../plan.js'
import { fieldPlace, optionList, type Project, taken, unknownShape } from '../project.js'
import { argumentsOf, bare, findConstant, findImport, memberOf, unquoted } from '../source/declarations.js'
import { copyOf, replacement } from '../source/edit.js'
import { quoteOf } from '../source/layout.js'
import { appendItem, itemsOf } from '../source/list.js'
import { noModel } from './synapse.js'

/** A part of a rubric as it is written, such as a criterion. */
interface Part {
  readonly name: string
  readonly node: SyntaxNode
  readonly nameNode: SyntaxNode
  readonly weightNode: SyntaxNode | undefined
}

export interface CriterionRequest {
  readonly name: string
  readonly like?: string | undefined
  /** @default that of the criterion that is copied */
  readonly weight?: number | undefined
}

/** Plans a criterion: the measure of another one, under a new name. */
export async function planCriterion(project: Project, request: CriterionRequest): Promise<Plan> {
  const { name, like, weight } = request
  const place = await fieldPlace(project, 'rubric')
  const { source, value: list } = optionList(place, 'rubric', 'criteria')
  const criteria = itemsOf(list).flatMap((node) => partOf(source, node) ?? [])
  const others = argumentsOf(source, place.value)?.at(-1)
  const kinds = ['gates', 'factors'].flatMap((kind) => (others && memberOf(source, others, kind)) ?? [])
  const taking = [
    ...namesIn(source, list),
    ...kinds.flatMap(({ value, key }) => namesIn(source, value ?? key)),
  ]
  if (taking.includes(name)) throw taken('part', name, source.path)
  const model = chosen(criteria, like)
  if (model === undefined) throw noModel(source.path, 'criterion', like, criteria)
  const { node, nameNode, weightNode } = model
  const quote = quoteOf(source, nameNode)
  const copy = copyOf(source, node, [
    replacement(nameNode, `${quote}${name}${quote}`),
    ...(weight === undefined || weightNode === undefined ? [] : [replacement(weightNode, `${weight}`)]),
  ])
  return { like: model.name, files: editFiles(project, [[source, appendItem(source, list, copy)]]) }
}

/** Functions that make a part, with its name as the first argument. */
const named = ['criterion', 'gate', 'factor', 'roundCriterion', 'novelty', 'agreement', 'pairwise', 'rank']

/** A part with its name in place; null for any other expression. */
function partOf(source: Source, node: SyntaxNode): Part | null {
  const [nameNode, weightNode] = named.includes(calledBy(source, node))
    ? (argumentsOf(source, node) ?? [])
    : []
  if (nameNode?.name !== 'String') return null
  return { name: unquoted(source, nameNode), node, nameNode, weightNode }
}

/** Name of the function that an expression calls, as its own file has it. */
function calledBy(source: Source, { name, firstChild }: SyntaxNode): string {
  if (name !== 'CallExpression' || firstChild === null) return ''
  const local = textOf(source, firstChild)
  return findImport(source, local)?.original ?? local
}

/** Names of the parts of a list. Throws SOURCE_UNKNOWN for one that cannot be seen: the new part might take it. */
function namesIn(source: Source, value: SyntaxNode): readonly string[] {
  const list = constantOr(source, value)
  if (list.name !== 'ArrayExpression') throw unseen(source, list)
  return itemsOf(list).map((item) => {
    const node = constantOr(source, item)
    if (calledBy(source, node) === 'latency') return 'latency'
    const part = partOf(source, node)
    if (part === null) throw unseen(source, item)
    return part.name
  })
}

/** The value of a constant of the file, or the expression itself. */
const constantOr = (source: Source, node: SyntaxNode): SyntaxNode =>
  bare(findConstant(source, textOf(source, node))?.value ?? node)

function unseen(source: Source, node: SyntaxNode) {
  const shown = textOf(source, node).split('\n')[0]?.slice(0, 60)
  return unknownShape(
    source.path,
    `line ${lineOf(source, node)} hides the names of its parts, of which the new one may be another: ${shown}`,
  )
}
