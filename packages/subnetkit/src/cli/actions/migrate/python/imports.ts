import { nodesOf, type Source, textOf } from '../../../syntax/tree.js'

/** A name that an import makes known in a file. */
export interface PythonImport {
  /** Dotted, with the leading dots of a relative one. */
  readonly module: string
  /** Name in that module; null for the module itself. */
  readonly name: string | null
}

/** Imports of a file. */
export interface PythonImports {
  /** By the name that the file uses, which `as` may have changed. */
  readonly names: ReadonlyMap<string, PythonImport>
  /** Modules of which every name is imported. */
  readonly stars: readonly string[]
}

/** Reads the imports of a file, those in functions and under conditions included. */
export function readImports(file: Source): PythonImports {
  const names = new Map<string, PythonImport>()
  const stars: string[] = []
  for (const node of nodesOf(file.root, 'ImportStatement')) {
    const text = textOf(file, node)
      .normalize('NFKC')
      .replace(/#.*|\\\r?\n|[()]/g, ' ')
    const [, module = '', list = ''] =
      /^from\s+([\s.]*[^\s.][^\s]*|[\s.]+?)\s*\bimport\b([\s\S]*)$/.exec(text) ?? []
    if (list.trim() === '*') stars.push(module.replace(/\s/g, ''))
    else if (module !== '') {
      for (const [name, local] of entriesOf(list))
        names.set(local ?? name, { module: module.replace(/\s/g, ''), name })
    } else {
      for (const [name, local] of entriesOf(text.replace(/^import\b/, ''))) {
        const [head = name] = name.split('.')
        names.set(local ?? head, { module: local === undefined ? head : name, name: null })
      }
    }
  }
  return { names, stars }
}

/** `a.b as c, d` as pairs. */
const entriesOf = (list: string): readonly (readonly [name: string, local?: string])[] =>
  list
    .split(',')
    .map((one) => one.trim().split(/\s+as\s+/))
    .flatMap(([name = '', local]) =>
      name === '' ? [] : ([local === undefined ? [name] : [name, local]] as const),
    )

/** Libraries whose names are read as theirs, whatever a file calls them. */
const library =
  /^(bittensor|pydantic|typing|typing_extensions|dataclasses|enum|datetime|decimal|uuid|pathlib|collections|abc)(\.|$)/

export const isOfLibrary = (name: string): boolean => library.test(name)

/** The dotted name of a library's member in place of the one that a file gives it; any other name as it is. */
export function libraryName(name: string, { names }: PythonImports): string {
  const [head = name, ...rest] = name.split('.')
  const found = names.get(head)
  if (found === undefined || !isOfLibrary(found.module)) return name
  return [found.module, ...(found.name === null ? [] : [found.name]), ...rest].join('.')
}
