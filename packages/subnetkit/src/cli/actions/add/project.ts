import { existsSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type { SyntaxNode } from '@lezer/common'
import { cliError } from '../../errors.js'
import { defaultModule } from '../../module/default-module.js'
import { nodesOf, type Source, textOf } from '../../syntax/tree.js'
import { argumentsOf, bare, findConstant, findImport, memberOf, unquoted } from './source/declarations.js'
import { loadTypeScript, type ParseTypeScript, readSource } from './source/typescript.js'

/** The sources of a subnet. */
export interface Project {
  readonly parse: ParseTypeScript
  /** File with the call of defineSubnet. */
  readonly subnet: Source
  /** The object that defineSubnet takes. */
  readonly definition: SyntaxNode
}

/** An expression and the file that it is written in. */
export interface Place {
  readonly source: Source
  readonly value: SyntaxNode
}

/**
 * Opens the project of a module, by default the one in the working folder. Throws SOURCE_UNKNOWN for a module without one
 * call of defineSubnet, and the errors of finding and reading it.
 */
export async function openProject(module?: string): Promise<Project> {
  const parse = await loadTypeScript('subnet add')
  const subnet = await readSource(parse, module ?? (await defaultModule('.', { preferSource: true })))
  const calls = nodesOf(subnet.root, 'CallExpression').flatMap(
    (node) => argumentsOf(subnet, node, 'defineSubnet')?.[0] ?? [],
  )
  const [definition] = calls
  if (calls.length === 1 && definition?.name === 'ObjectExpression') return { parse, subnet, definition }
  throw unknownShape(
    subnet.path,
    `it has ${calls.length} calls of defineSubnet, where one with an object is expected`,
    'Name the file that has it, such as ./src/subnet.ts.',
  )
}

/**
 * Finds the expression of a field of defineSubnet: in place, as a constant, or as a constant of a file that is imported. Throws
 * SOURCE_UNKNOWN for any other.
 */
export async function fieldPlace({ parse, subnet, definition }: Project, field: string): Promise<Place> {
  const member = memberOf(subnet, definition, field)
  if (member === undefined) throw unknownShape(subnet.path, `defineSubnet has no field ${field} in place`)
  const value = member.value ?? member.key
  const isName = member.value === null || value.name === 'VariableName'
  if (!isName) return { source: subnet, value }
  const name = textOf(subnet, value)
  const own = findConstant(subnet, name)
  if (own !== null) return own
  const imported = findImport(subnet, name)
  const file = imported === null ? null : importedFile(subnet, unquoted(subnet, imported.specifier))
  const source = file === null ? null : await readSource(parse, file)
  const constant = source && findConstant(source, imported?.original ?? name)
  if (constant) return constant
  throw unknownShape(
    source?.path ?? subnet.path,
    `${name}, the ${field} of the subnet, is no constant of it with a statement of its own`,
  )
}

/** Returns the list of an option of a call, such as `families` of taskSource. Throws SOURCE_UNKNOWN for any other expression. */
export function optionList(place: Place, called: string, option: string): Place {
  const { source, value } = place
  const options = argumentsOf(source, value, called)?.at(-1)
  const member = options?.name === 'ObjectExpression' ? memberOf(source, options, option) : undefined
  const given = member && (member.value ?? member.key)
  const isName = given?.name === 'VariableName' || member?.value === null
  const list = given && isName ? findConstant(source, textOf(source, given))?.value : given
  if (list && bare(list).name === 'ArrayExpression') return { source, value: bare(list) }
  throw unknownShape(source.path, `no call ${called}(…) with a list of ${option} in this file was found`)
}

/** File beside the module that has the handlers of the miner, as `subnet miner` finds it; the module itself if there is none. */
export async function minerSource({ parse, subnet }: Project): Promise<Source> {
  const file = join(dirname(subnet.path), `miner${extname(subnet.path)}`)
  return existsSync(file) ? readSource(parse, file) : subnet
}

/** The file of a relative import; null for a package and for a file that does not exist. */
function importedFile({ path }: Source, specifier: string): string | null {
  if (!/^\.\.?\//.test(specifier)) return null
  const file = join(dirname(path), specifier)
  const names = [file.replace(/\.([mc]?)js$/, '.$1ts'), file, `${file}.ts`]
  return names.find((name) => existsSync(name)) ?? null
}

/** A refusal to edit what is not understood. */
export const unknownShape = (
  path: string,
  detail: string,
  fix = 'Add it by hand: docs/cli.md says what is recognized.',
) => cliError('SOURCE_UNKNOWN', { path, detail, fix })

export const taken = (kind: string, name: string, path: string) =>
  cliError('PART_EXISTS', { kind, name, path })
