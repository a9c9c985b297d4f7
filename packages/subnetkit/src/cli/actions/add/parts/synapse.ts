import type { SyntaxNode } from '@lezer/common'
import { nodesOf, type Source } from '../../../syntax/tree.js'
import { chosen, editFiles, type Plan } from '../plan.js'
import { fieldPlace, minerSource, type Place, type Project, taken, unknownShape } from '../project.js'
import { hasOthers, type Member, memberOf, membersOf } from '../source/declarations.js'
import { copyOf, insertion, replacement } from '../source/edit.js'
import { appendItem } from '../source/list.js'

/** Plans a synapse: the schemas and the handler of another one, under a new name. */
export async function planSynapse(project: Project, name: string, like: string | undefined): Promise<Plan> {
  const { source, value } = await fieldPlace(project, 'protocol')
  if (value.name !== 'ObjectExpression') throw unknownShape(source.path, 'the protocol is no object in place')
  if (hasOthers(source, value))
    throw unknownShape(
      source.path,
      'the protocol has synapses that are not written out, such as those of a spread',
    )
  const synapses = membersOf(source, value)
  if (synapses.some((one) => one.name === name)) throw taken('synapse', name, source.path)
  const model = chosen(synapses, like)
  if (model === undefined) throw noModel(source.path, 'synapse', like, synapses)
  const handlers = findHandlers(await minerSource(project), model.name)
  if (memberOf(handlers.source, handlers.value, name)) throw taken('handler', name, handlers.source.path)
  const handler = memberOf(handlers.source, handlers.value, model.name)
  if (handler === undefined) throw noHandlers(handlers.source.path, model.name)
  return {
    like: model.name,
    files: editFiles(project, [
      [source, appendItem(source, value, renamed(source, model, name))],
      [handlers.source, appendItem(handlers.source, handlers.value, renamed(handlers.source, handler, name))],
    ]),
  }
}

/** A member under another name. */
function renamed(source: Source, { node, key }: Member, name: string): string {
  const isShorthand = node.from === key.from && node.to === key.to
  return copyOf(source, node, [isShorthand ? insertion(key.from, `${name}: `) : replacement(key, name)])
}

/** The one object of a file that has a handler for a synapse. */
function findHandlers(source: Source, synapse: string): Place {
  const found = nodesOf(source.root, 'ObjectExpression').filter((object) => {
    const member = memberOf(source, object, synapse)
    return member !== undefined && isFunction(member) && isOfHandlers(source, object)
  })
  const [value] = found
  if (value !== undefined && found.length === 1) return { source, value }
  throw noHandlers(source.path, synapse)
}

/** True for an object that a statement about handlers or miners makes, and no part of another object or list. */
function isOfHandlers(source: Source, object: SyntaxNode): boolean {
  let statement = object
  while (statement.parent !== null && statement.parent.name !== 'Script') {
    statement = statement.parent
    if (['ArrayExpression', 'ObjectExpression'].includes(statement.name)) return false
  }
  const around = `${source.text.slice(statement.from, object.from)} ${source.text.slice(object.to, statement.to)}`
  return /handlers|miner/i.test(around) || around.startsWith('export default')
}

const functions = [
  'ArrowFunction',
  'FunctionExpression',
  'VariableName',
  'MemberExpression',
  'CallExpression',
]

/** A method, a function, or the name of one; a synapse of a protocol is a call of synapse(). */
function isFunction({ node, value }: Member): boolean {
  return value === null || (functions.includes(value.name) && node.getChild('CallExpression') === null)
}

const noHandlers = (path: string, synapse: string) =>
  unknownShape(path, `it has no single object with a handler of ${synapse}, to which another could be added`)

/** Refusal for a project without the part that would be copied. */
export function noModel(
  path: string,
  kind: string,
  like: string | undefined,
  parts: readonly { readonly name: string }[],
) {
  const names = parts.map(({ name }) => name).join(', ')
  if (like === undefined || names === '')
    return unknownShape(path, `it has no ${kind} in place that could be copied`)
  return unknownShape(path, `it has no ${kind} ${like} in place`, `Choose one of ${names} with --like.`)
}
