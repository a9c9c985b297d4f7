import type { SyntaxNode } from '@lezer/common'
import { type Source, textOf } from '../../../syntax/tree.js'
import { chosen, editFiles, type Plan } from '../plan.js'
import { fieldPlace, optionList, type Project, taken, unknownShape } from '../project.js'
import {
  argumentsOf,
  type Constant,
  findConstant,
  isDeclared,
  memberOf,
  membersOf,
  unquoted,
} from '../source/declarations.js'
import { copyOf, type Edit, insertion, replacement } from '../source/edit.js'
import { lineEndingOf, quoteOf } from '../source/layout.js'
import { appendItem, itemsOf } from '../source/list.js'
import { camelCase } from './camel-case.js'
import { noModel } from './synapse.js'

/** A family as it is written. */
interface Family {
  readonly name: string
  /** Element of the list of families. */
  readonly element: SyntaxNode
  /** Its constant; null for one in the list itself. */
  readonly constant: Constant | null
  readonly options: SyntaxNode
}

export interface FamilyRequest {
  readonly name: string
  readonly like?: string | undefined
  readonly synapse?: string | undefined
}

/** Plans a family of tasks: the questions of another one, under a new name, and for another synapse if one is given. */
export async function planFamily(project: Project, request: FamilyRequest): Promise<Plan> {
  const { name, like, synapse } = request
  const { source, value: list } = optionList(await fieldPlace(project, 'tasks'), 'taskSource', 'families')
  const families = itemsOf(list).flatMap((element) => readFamily(source, element) ?? [])
  if (families.some((one) => one.name === name)) throw taken('family', name, source.path)
  const model = chosen(families, like)
  if (model === undefined) throw noModel(source.path, 'family', like, families)
  const changes = await changesFor(project, source, model, { name, synapse })
  const { element, constant } = model
  if (constant === null) {
    return {
      like: model.name,
      files: editFiles(project, [[source, appendItem(source, list, copyOf(source, element, changes))]]),
    }
  }
  const identifier = camelCase(name)
  if (isDeclared(source, identifier)) throw taken('name', identifier, source.path)
  const own = [replacement(constant.name, identifier), ...changes]
  const end = lineEndingOf(source)
  const doc = `/** Questions as those of \`${textOf(source, constant.name)}\`, until they are changed. */`
  const statement = `${end}${end}${doc}${end}${copyOf(source, constant.statement, own)}`
  return {
    like: model.name,
    files: editFiles(project, [
      [source, [insertion(constant.statement.to, statement), ...appendItem(source, list, identifier)]],
    ]),
  }
}

function readFamily(source: Source, element: SyntaxNode): Family | null {
  const constant = element.name === 'VariableName' ? findConstant(source, textOf(source, element)) : null
  const value = constant?.value ?? element
  const options = value.name === 'ObjectExpression' ? value : argumentsOf(source, value)?.[0]
  if (options?.name !== 'ObjectExpression') return null
  const name = memberOf(source, options, 'name')?.value
  return name?.name === 'String' ? { name: unquoted(source, name), element, constant, options } : null
}

/** Edits of the copy: its name, and its synapse. */
async function changesFor(
  project: Project,
  source: Source,
  { name, options }: Family,
  wanted: { readonly name: string; readonly synapse: string | undefined },
): Promise<readonly Edit[]> {
  const nameNode = memberOf(source, options, 'name')?.value
  const synapseNode = memberOf(source, options, 'synapse')?.value
  const quoted = (node: SyntaxNode, text: string) => {
    const quote = quoteOf(source, node)
    return replacement(node, `${quote}${text}${quote}`)
  }
  const edits = nameNode ? [quoted(nameNode, wanted.name)] : []
  if (wanted.synapse === undefined) return edits
  const protocol = await fieldPlace(project, 'protocol')
  const known = membersOf(protocol.source, protocol.value).map((one) => one.name)
  if (!known.includes(wanted.synapse)) {
    const detail = `the protocol has no synapse ${wanted.synapse} in place`
    const fix = `Choose one of ${known.join(', ')}, or add it first: subnet add synapse ${wanted.synapse}.`
    throw unknownShape(protocol.source.path, detail, fix)
  }
  if (synapseNode?.name !== 'String') {
    const detail = `the family ${name} does not name its synapse in place, so that no copy of it can call another`
    throw unknownShape(source.path, detail, 'Choose another family with --like, or leave out --synapse.')
  }
  return [...edits, quoted(synapseNode, wanted.synapse)]
}
