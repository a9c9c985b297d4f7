import type { PythonExpression } from '../python/expression.js'
import { isOfLibrary, type PythonImport } from '../python/imports.js'
import type { PythonClass, PythonModule } from '../python/module.js'

/** A class, or a value with the file that it stands in. */
type Found =
  | { readonly declared: PythonClass }
  | { readonly value: PythonExpression }
  /** Dotted name of what is not of the fork. */
  | { readonly library: string }

/** Lookups of names as Python resolves them: through imports, `as`, packages that hand names on, and assignments. */
export interface Resolver {
  /** A dotted name, as seen from a file; null if Python's way leads nowhere in the fork. */
  find(name: string, from: string): Found | null
  /** Each name under which some file refers to a class, its own first. */
  namesOf(declared: PythonClass): readonly string[]
}

/** Imports and assignments in a row: more than any name has. */
const mostSteps = 20

export function createResolver(modules: readonly PythonModule[]): Resolver {
  const byPath = new Map(modules.map((one) => [one.file.path, one]))
  const parts = new Set([...byPath.keys()].flatMap((path) => path.replace(/\.py$/, '').split('/')))
  const isOfFork = (module: string) => module.startsWith('.') || parts.has(module.split('.')[0] ?? module)

  function find(name: string, from: string, steps = 0): Found | null {
    const module = byPath.get(from)
    if (steps > mostSteps) return null
    const [head = name, ...rest] = name.split('.')
    const { names, stars } = module?.file.imports ?? { names: new Map<string, PythonImport>(), stars: [] }
    if (rest.length === 0) {
      const declared = module?.classes.find((one) => one.name === name)
      if (declared) return { declared }
      const value = module?.values.get(name)
      if (value?.kind === 'name' && value.name !== name) return find(value.name, from, steps + 1) ?? { value }
      if (value) return { value }
    }
    const imported = names.get(head)
    if (imported) return findImported(imported, rest, from, steps + 1)
    if (isOfLibrary(name) && rest.length > 0) return { library: name }
    for (const star of stars) {
      for (const path of pathsOf(star, from)) {
        const found = find(name, path, steps + 1)
        if (found) return found
      }
    }
    return rest.length > 0 ? findIn([`.${head}`], rest, from, steps + 1) : null
  }

  function findImported(
    { module, name }: PythonImport,
    rest: readonly string[],
    from: string,
    steps: number,
  ): Found | null {
    if (isOfLibrary(module) || !isOfFork(module))
      return { library: [module, ...(name === null ? [] : [name]), ...rest].join('.') }
    if (name === null) return findIn([module], rest, from, steps)
    return (
      findIn([module], [name, ...rest], from, steps) ??
      findIn([module.endsWith('.') ? `${module}${name}` : `${module}.${name}`], rest, from, steps)
    )
  }

  function findIn([module = '']: readonly string[], rest: readonly string[], from: string, steps: number) {
    if (rest.length === 0) return null
    for (const path of pathsOf(module, from)) {
      const found = find(rest.join('.'), path, steps)
      if (found) return found
    }
    return null
  }

  /** Files that a module may be: those of the same package first. */
  function pathsOf(module: string, from: string): readonly string[] {
    const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(module) ?? []
    const inner = rest === '' ? [] : rest.split('.')
    const ends = (folder: readonly string[]) => {
      const path = [...folder, ...inner].join('/')
      return [`${path}.py`, path === '' ? '__init__.py' : `${path}/__init__.py`]
    }
    if (dots !== '') {
      const folder = from.split('/').slice(0, -dots.length)
      return ends(folder).filter((path) => path !== from && byPath.has(path))
    }
    const [file = '', init = ''] = ends([])
    return [...byPath.keys()]
      .filter(
        (path) => path === file || path === init || path.endsWith(`/${file}`) || path.endsWith(`/${init}`),
      )
      .filter((path) => path !== from)
      .sort((left, right) => left.length - right.length)
  }

  function namesOf(declared: PythonClass): readonly string[] {
    const names = new Set([declared.name])
    for (let before = 0; before < names.size; ) {
      before = names.size
      for (const { file, values } of modules) {
        for (const [local, { name }] of file.imports.names) {
          if (name !== null && names.has(name) && !names.has(local) && isClass(local, file.path, declared))
            names.add(local)
        }
        for (const [local, value] of values) {
          if (value.kind === 'name' && !names.has(local) && isClass(local, file.path, declared))
            names.add(local)
        }
      }
    }
    return [...names]
  }

  const isClass = (name: string, from: string, declared: PythonClass) => {
    const found = find(name, from)
    return found !== null && 'declared' in found && found.declared === declared
  }
  return { find, namesOf }
}
