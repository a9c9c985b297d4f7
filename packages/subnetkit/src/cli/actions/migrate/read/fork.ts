import { type PythonExpression, plainName, readExpression } from '../python/expression.js'
import { loadPython } from '../python/load-python.js'
import { type PythonClass, type PythonFunction, type PythonModule, readModule } from '../python/module.js'
import { wordPattern } from '../translate/names.js'
import { readOptional, readPythonFiles, type UnreadFile } from './python-files.js'

/** A synapse class with its fields, those of its base classes first. */
export interface SynapseClass {
  readonly declared: PythonClass
  /** The class and its bases in this fork, the bases first. */
  readonly chain: readonly PythonClass[]
  readonly isStream: boolean
}

/** A fork of the Python template as it was read. */
export interface Fork {
  readonly modules: readonly PythonModule[]
  readonly synapses: readonly SynapseClass[]
  /** Synapse classes that share their name with one that is taken. */
  readonly doubles: readonly PythonClass[]
  /** Finds a class by its name, as seen from a file: that of the file first. */
  findClass(name: string, from: string): PythonClass | null
  /** Finds a value that is assigned at the top level of a file. */
  findValue(name: string, from: string): PythonExpression | null
  /** Reads an expression that is written as a text, such as a type in quotes. */
  read(text: string): PythonExpression
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
  const findClass = (name: string, from: string) => {
    const all = byName.get(name) ?? []
    return all.find(({ path }) => path === from) ?? nearest(all, from) ?? null
  }
  const synapses = new Map<string, SynapseClass>()
  const doubles: PythonClass[] = []
  for (const declared of inOrder(modules.flatMap(({ classes }) => classes))) {
    const chain = chainOf(declared, findClass)
    if (chain === null) continue
    if (synapses.has(declared.name)) doubles.push(declared)
    else synapses.set(declared.name, { declared, chain: chain.classes, isStream: chain.isStream })
  }
  const all = [...synapses.values()]
  return {
    modules,
    synapses: all.filter((one) => !isAbstract(one, all, modules)),
    doubles,
    findClass,
    findValue: (name, from) =>
      modules.find(({ file }) => file.path === from)?.values.get(name) ??
      modules.find(({ values }) => values.has(name))?.values.get(name) ??
      null,
    read(text) {
      const file = parse('', text)
      const node = file.root.firstChild?.firstChild
      return node ? readExpression(file, node) : { kind: 'other', source: text }
    },
    functions: modules.flatMap(({ functions }) => functions),
    unread,
    minCompute: await readOptional(folder, 'min_compute.yml'),
  }
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

/** A class that others inherit from, and that no code of the fork makes or takes. */
function isAbstract(
  { declared }: SynapseClass,
  all: readonly SynapseClass[],
  modules: readonly PythonModule[],
): boolean {
  const { name } = declared
  if (synapseNames.includes(name)) return true
  if (!all.some((other) => other.declared !== declared && other.chain.includes(declared))) return false
  const isMade = wordPattern(name, { before: '(?<!class )', after: '\\(' })
  const isTyped = wordPattern(name)
  return !modules.some(
    ({ file, functions }) =>
      isMade.test(file.text) ||
      functions.some(({ parameters }) => parameters.some(({ type }) => type && isTyped.test(type.source))),
  )
}

/** Bases in a row: more than any class has. */
const mostBases = 100

const synapseNames = ['Synapse', 'StreamingSynapse']

/** The bases of a synapse class in this fork, itself last; null for any other class. */
function chainOf(
  declared: PythonClass,
  findClass: Fork['findClass'],
  seen: readonly PythonClass[] = [],
): { readonly classes: readonly PythonClass[]; readonly isStream: boolean } | null {
  if (seen.includes(declared) || seen.length > mostBases) return null
  for (const base of declared.bases) {
    const name = plainName(base)
    if (name === null) continue
    const own = findClass(name, declared.path)
    if (own === null || own === declared) {
      if (synapseNames.includes(name)) return { classes: [declared], isStream: name === 'StreamingSynapse' }
      continue
    }
    const chain = chainOf(own, findClass, [...seen, declared])
    if (chain) return { classes: [...chain.classes, declared], isStream: chain.isStream }
  }
  return null
}
