import type { SyntaxNode } from '@lezer/common'
import type { Source } from '../../../syntax/tree.js'
import { chosen, editFiles, type Plan } from '../plan.js'
import { fieldPlace, optionList, type Project, taken } from '../project.js'
import { argumentsOf, memberOf, unquoted } from '../source/declarations.js'
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
  const criteria = partsIn(source, list)
  const others = argumentsOf(source, place.value)?.at(-1)
  const parts = ['gates', 'factors'].flatMap((kind) => {
    const value = others && memberOf(source, others, kind)?.value
    return value?.name === 'ArrayExpression' ? partsIn(source, value) : []
  })
  if ([...criteria, ...parts].some((one) => one.name === name)) throw taken('part', name, source.path)
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

/** Parts with a name in place. */
const partsIn = (source: Source, list: SyntaxNode): readonly Part[] =>
  itemsOf(list).flatMap((node) => {
    const [nameNode, weightNode] = argumentsOf(source, node, 'criterion', 'gate', 'factor') ?? []
    return nameNode?.name === 'String'
      ? [{ name: unquoted(source, nameNode), node, nameNode, weightNode }]
      : []
  })
