import ts from 'typescript'
import { type Entry, type Export, packageOf, type Surface } from './surface.js'

/** Folder below `packages` that declares a node; null for declarations of others. */
type Home = (node: ts.Node) => string | null

/** The report of an entry: every name with its signature, sorted, without comments. */
export function reportOf(entry: Entry, home: string, homeOf: Home = packageOf): string {
  const own = entry.exports.filter((one) => one.declarations.some((node) => homeOf(node) === home))
  const others = entry.exports.filter((one) => !own.includes(one))
  const parts = [`# ${entry.name}\n\nWritten by \`npm run api\`. Review its diff.\n`]
  if (own.length > 0) parts.push(`\`\`\`ts\n${own.map(signatureOf).join('\n\n')}\n\`\`\`\n`)
  if (others.length > 0) {
    const lines = others.map((one) => `- \`${one.name}\` of ${originOf(one)}`)
    parts.push(`Of other packages:\n\n${lines.join('\n')}\n`)
  }
  return parts.join('\n')
}

const printer = ts.createPrinter({ removeComments: true })

function signatureOf({ name, declarations }: Export): string {
  const texts = declarations.map((node) => {
    // A variable is declared by its statement, which has the keyword.
    const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
    return printer.printNode(ts.EmitHint.Unspecified, statement, node.getSourceFile())
  })
  const text = [...new Set(texts)]
    .join('\n')
    .replace(/^export (declare )?/gm, '')
    .replace(/^declare /gm, '')
  const declared = declarations[0] && ts.getNameOfDeclaration(declarations[0])?.getText()
  return declared === undefined || declared === name ? text : `// exported as ${name}\n${text}`
}

function originOf({ declarations }: Export): string {
  const [node] = declarations
  if (!node) return 'nowhere'
  const ours = packageOf(node)
  if (ours !== null) return ours === 'subnetkit' ? ours : `@subnetkit/${ours}`
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(node.getSourceFile().fileName)?.[1] ?? 'the language'
}

/** A type that an exported declaration needs and that no entry exports. */
export interface Forgotten {
  readonly type: string
  /** File that declares it. */
  readonly file: string
  /** Exported names that need it. */
  readonly neededBy: readonly string[]
}

/** Types of ours that users meet and cannot name. */
export function forgottenExports({ entries, checker }: Surface, homeOf: Home = packageOf): Forgotten[] {
  const exported = new Set(entries.flatMap(({ exports }) => exports.map(({ symbol }) => symbol)))
  const found = new Map<ts.Symbol, Set<string>>()
  for (const { name: entry, exports } of entries) {
    for (const { name, declarations } of exports) {
      for (const declaration of declarations) {
        if (homeOf(declaration) === null) continue
        for (const symbol of typesIn(declaration, checker)) {
          const own = symbol.declarations?.[0]
          if (!own || exported.has(symbol) || homeOf(own) === null) continue
          found.set(symbol, (found.get(symbol) ?? new Set()).add(`${entry} ${name}`))
        }
      }
    }
  }
  return [...found]
    .map(([symbol, names]) => ({
      type: symbol.name,
      file: symbol.declarations?.[0]?.getSourceFile().fileName.replace(/^.*\/packages\//, 'packages/') ?? '',
      neededBy: [...names].sort(),
    }))
    .sort((a, b) => (a.file + a.type < b.file + b.type ? -1 : 1))
}

/** Symbols of module level that a declaration names in types; private members of classes do not count. */
function typesIn(declaration: ts.Node, checker: ts.TypeChecker): Set<ts.Symbol> {
  const symbols = new Set<ts.Symbol>()
  const visit = (node: ts.Node): void => {
    const named = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : ts.isImportTypeNode(node)
          ? node.qualifier
          : undefined
    const symbol = named && checker.getSymbolAtLocation(named)
    if (symbol) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      const [own] = target.declarations ?? []
      if (own && !ts.isTypeParameterDeclaration(own) && isAtTop(own)) symbols.add(target)
    }
    if (
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
    ) {
      return
    }
    ts.forEachChild(node, visit)
  }
  visit(declaration)
  return symbols
}

function isAtTop(node: ts.Node): boolean {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent.parent : node.parent
  return ts.isSourceFile(holder)
}
