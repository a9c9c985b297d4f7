import { nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { baseName, type PythonExpression, readExpression } from '../python/expression.js'
import { readImports } from '../python/imports.js'
import { loadPython } from '../python/load-python.js'
import { type PythonClass, type PythonFunction, type PythonModule, readModule } from '../python/module.js'
import { wordPattern } from '../translate/names.js'
import { readOptional, readPythonFiles, type UnreadFile } from './python-files.js'
import { createResolver, type Resolver } from './resolve.js'

/** A synapse class with its fields, those of its base classes first. */
export interface SynapseClass {
  readonly declared: PythonClass
  /** Names under which the fork refers to it, its own first. */
  readonly names: readonly string[]
  /** The class and its bases in this fork, mixins included, the bases first. */
  readonly chain: readonly PythonClass[]
  readonly isStream: boolean
}

/** A fork of the Python template as it was read. */
export interface Fork {
  readonly modules: readonly PythonModule[]
  readonly synapses: readonly SynapseClass[]
  /** Synapse classes that share their name with one that is taken. */
  readonly doubles: readonly PythonClass[]
  /** Synapse classes that only other classes inherit from. */
  readonly bases: readonly SynapseClass[]
  /** Finds a class by its dotted name, as Python resolves it in a file; where that leads nowhere, the nearest of that name. */
  findClass(name: string, from: string): PythonClass | null
  /** Dotted name of a class that is not of the fork: that of its library, where an import says it. */
  libraryName(name: string, from: string): string
  /** Finds a value that is assigned at the top level of a file, by its dotted name. */
  findValue(name: string, from: string): PythonExpression | null
  /** Reads an expression that is written as a text in a file, such as a type in quotes. */
  read(text: string, from: string): PythonExpression
  /** Functions and methods in the order of the files. */
  readonly functions: readonly PythonFunction[]
  readonly unread: readonly UnreadFile[]
  /** Text of min_compute.yml; null for none. */
  readonly minCompute: string | null
}

/** Reads a fork. Throws FILE_INVALID for a folder that cannot be read. */
export async function readFork(folder: string): Promise<Fork> {
  const { texts, unread } = await readPythonFiles(folder)
  const parse = await loadPython()
  const modules = [...texts].map(([path, text]) => readModule(parse(path, text)))
  const byName = new Map<string, PythonClass[]>()
  for (const one of modules.flatMap(({ classes }) => classes)) {
    byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  }
  const resolver = createResolver(modules)
  const findClass = (name: string, from: string) => {
    const found = resolver.find(name, from)
    if (found !== null) return 'declared' in found ? found.declared : null
    return nearest(byName.get(name.split('.').at(-1) ?? name) ?? [], from) ?? null
  }
  const libraryName = (name: string, from: string) => {
    const found = resolver.find(name, from)
    return found !== null && 'library' in found ? found.library : name
  }
  const synapses = new Map<string, SynapseClass>()
  const doubles: PythonClass[] = []
  for (const declared of inOrder(modules.flatMap(({ classes }) => classes))) {
    const chain = chainOf(declared, { findClass, libraryName })
    if (chain.stream === null) continue
    if (synapses.has(declared.name)) doubles.push(declared)
    else {
      const names = resolver.namesOf(declared)
      synapses.set(declared.name, { declared, names, chain: chain.classes, isStream: chain.stream })
    }
  }
  const all = [...synapses.values()]
  const bases = basesOf(all, modules)
  return {
    modules,
    synapses: all.filter((one) => !bases.includes(one)),
    doubles,
    bases,
    findClass,
    libraryName,
    findValue: (name, from) => findValue(resolver, modules, name, from),
    read(text, from) {
      const file = parse('', text)
      const { imports } = modules.find((one) => one.file.path === from)?.file ?? {
        imports: readImports(file),
      }
      const node = file.root.firstChild?.firstChild
      return node ? readExpression({ ...file, imports }, node) : { kind: 'other', source: text }
    },
    functions: modules.flatMap(({ functions }) => functions),
    unread,
    minCompute: await readOptional(folder, 'min_compute.yml'),
  }
}

/** The value of a name; where its import leads nowhere, the only value of that name in the fork. */
function findValue(
  resolver: Resolver,
  modules: readonly PythonModule[],
  name: string,
  from: string,
): PythonExpression | null {
  const found = resolver.find(name, from)
  if (found !== null) return 'value' in found ? found.value : null
  const last = name.split('.').at(-1) ?? name
  const values = modules.flatMap((one) => one.values.get(last) ?? [])
  const [only] = values
  return values.every(({ source }) => source === only?.source) ? (only ?? null) : null
}

/** Files of the protocol first: of two classes with one name theirs is the real one. */
const inOrder = (classes: readonly PythonClass[]): readonly PythonClass[] =>
  [...classes].sort((left, right) => rankOf(left) - rankOf(right))

const rankOf = ({ path }: PythonClass) =>
  /(^|\/)protocol\.py$/.test(path) ? 0 : /(^|[/_])protocols?([/_.])/.test(path) ? 1 : 2

/** The class whose file shares the longest path with another. */
function nearest(classes: readonly PythonClass[], from: string): PythonClass | undefined {
  const shared = ({ path }: PythonClass) => {
    const [mine, theirs] = [path.split('/'), from.split('/')]
    const differs = mine.findIndex((part, at) => part !== theirs[at])
    return differs === -1 ? mine.length : differs
  }
  return [...classes].sort((left, right) => shared(right) - shared(left))[0]
}

/** Classes that others inherit from, and that nothing else in the fork names. */
function basesOf(all: readonly SynapseClass[], modules: readonly PythonModule[]): readonly SynapseClass[] {
  const inherited = all.filter(({ declared }) =>
    all.some((other) => other.declared !== declared && other.chain.includes(declared)),
  )
  if (inherited.length === 0) return []
  const named = new Set(modules.flatMap(({ file }) => namedIn(file)))
  const types = modules
    .flatMap(({ functions }) => functions)
    .flatMap(({ parameters }) => parameters.flatMap(({ type }) => type?.source ?? []))
  return inherited.filter(({ names }) => {
    const isTyped = wordPattern(names)
    return !names.some((name) => named.has(name)) && !types.some((type) => isTyped.test(type))
  })
}

/** Names that the code of a file uses, but for imports, assignments of one name to another, and the heads of classes. */
function namedIn(file: Source): readonly string[] {
  return nodesOf(file.root, 'VariableName', 'PropertyName').flatMap((node) => {
    const around = node.parent?.name === 'MemberExpression' ? node.parent : node
    const { parent } = around
    const isOfClass = parent?.name === 'ClassDefinition' || parent?.parent?.name === 'ClassDefinition'
    const isAlias = parent?.name === 'AssignStatement' && parent.parent?.name === 'Script'
    const isHead = isOfClass && parent?.name !== 'Body'
    return isHead || isAlias || parent?.name === 'ImportStatement'
      ? []
      : [textOf(file, node).normalize('NFKC')]
  })
}

/** Bases in a row: more than any class has. */
const mostBases = 100

const synapseNames = ['Synapse', 'StreamingSynapse']

/**
 * The bases of a class in this fork, itself last, in the order in which Python collects their fields. `stream` is null unless
 * one of them is a synapse.
 */
function chainOf(
  declared: PythonClass,
  names: Pick<Fork, 'findClass' | 'libraryName'>,
  seen: readonly PythonClass[] = [],
): { readonly classes: readonly PythonClass[]; readonly stream: boolean | null } {
  const classes = new Set<PythonClass>()
  let stream: boolean | null = null
  if (seen.includes(declared) || seen.length > mostBases) return { classes: [], stream }
  for (const base of declared.bases.toReversed()) {
    const name = baseName(base)
    if (name === null) continue
    const own = names.findClass(name, declared.path)
    const last = names.libraryName(name, declared.path).split('.').at(-1) ?? name
    if (own !== null && own !== declared) {
      const chain = chainOf(own, names, [...seen, declared])
      for (const one of chain.classes) classes.add(one)
      stream = chain.stream === null ? stream : chain.stream || stream === true
    } else if (synapseNames.includes(last)) stream = stream === true || last === 'StreamingSynapse'
  }
  return { classes: [...classes, declared], stream }
}
