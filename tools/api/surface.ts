import { join, sep } from 'node:path'
import ts from 'typescript'
import { type Package, root } from '../boundaries/workspace.js'
import { publicPackages } from '../release/pack.js'
import { publishedEntries } from '../release/published-manifest.js'

/** An entry that users import, with the names that it exports. */
export interface Entry {
  /** As users write it: `@subnetkit/devnet/vitest`. */
  readonly name: string
  readonly exports: readonly Export[]
}

/** An exported name and where it is declared. */
export interface Export {
  readonly name: string
  readonly symbol: ts.Symbol
  readonly declarations: readonly ts.Declaration[]
}

/** The public surface of all packages, read from the declarations that the compiler built. */
export interface Surface {
  readonly entries: readonly Entry[]
  readonly checker: ts.TypeChecker
}

/** Reads the declarations below `dist`: build first. */
export function readSurface(packages: readonly Package[] = publicPackages()): Surface {
  const files = packages.flatMap(({ directory, manifest }) =>
    publishedEntries(manifest).map((entry) => {
      const target = manifest.exports?.[entry] as { readonly types: string }
      return { name: manifest.name + entry.slice(1), path: join(directory, target.types) }
    }),
  )
  const program = ts.createProgram({
    rootNames: files.map(({ path }) => path),
    options: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
    },
  })
  const checker = program.getTypeChecker()
  const entries = files.map(({ name, path }) => {
    const source = program.getSourceFile(path)
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${path} is not there, or exports nothing: run npm run build`)
    const exports = checker.getExportsOfModule(module).map((exported) => {
      const symbol = resolved(checker, exported)
      return { name: exported.name, symbol, declarations: symbol.declarations ?? [] }
    })
    return { name, exports: exports.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  })
  return { entries, checker }
}

/** Target of an alias. */
export function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** Folder of ours below `packages` that declares a node; null for declarations of others. */
export function packageOf(node: ts.Node): string | null {
  const file = node.getSourceFile().fileName.split('/').join(sep)
  const below = join(root, 'packages') + sep
  return file.startsWith(below) && !file.includes('node_modules')
    ? (file.slice(below.length).split(sep)[0] ?? null)
    : null
}
