import { readFileSync } from 'node:fs'
import { Application } from 'typedoc'

/** Writes the reference as Markdown: node reference.mjs <entries.json> <tsconfig> <folder>. */
const [entriesFile, tsconfig, out] = process.argv.slice(2)
const entries = JSON.parse(readFileSync(entriesFile, 'utf8'))

const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: entries.map(({ path }) => path),
  tsconfig,
  name: 'Reference',
  readme: 'none',
  router: 'module',
  entryFileName: 'index',
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  disableGit: true,
  // The repository's own compiler has checked them.
  skipErrorChecking: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  sort: ['kind', 'alphabetical'],
  validation: false,
  logLevel: 'Error',
  outputs: [{ name: 'markdown', path: out }],
})
const project = await app.convert()
if (project === undefined) process.exit(1)
// Modules are named as they are imported, not by their files.
for (const module of project.children ?? []) {
  const entry = entries.find(({ file }) => file.replace(/(\/index)?\.ts$/, '').endsWith(`/${module.name}`))
  if (entry === undefined) throw new Error(`No entry has the module ${module.name}.`)
  module.name = entry.name
}
await app.generateOutputs(project)
if (app.logger.hasErrors()) process.exit(1)
