import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { filterProblems } from '@arethetypeswrong/core/problems'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Tarball } from './pack.js'

/** Findings of publint about a package, including warnings and suggestions. */
export async function publintProblems({ folder }: Pick<Tarball, 'folder'>): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false })
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
}

/** Ways in which our packages, which are modules, are imported. */
const importedBy = ['node16-esm', 'bundler'] as const

/** Entries whose types are missing, or differ from the code, for a user who imports them. */
export async function typesProblems({ file }: Tarball): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(file)))
  if (!analysis.types) return ['it has no types']
  return importedBy.flatMap((resolutionKind) =>
    filterProblems(analysis, { resolutionKind }).map(
      (problem) => `${resolutionKind}: ${problem.kind} ${'entrypoint' in problem ? problem.entrypoint : ''}`,
    ),
  )
}

/** Files that a tarball lacks or should not have, and entries without files. */
export async function fileProblems({ folder, files, package: { manifest } }: Tarball): Promise<string[]> {
  const problems = ['LICENSE', 'README.md', 'package.json']
    .filter((name) => !files.includes(name))
    .map((name) => `${name} is missing`)
  // The templates are projects, with tests and sources of their own.
  const isStored = (name: string) => manifest.name === '@subnetkit/templates' && !name.startsWith('dist/')
  for (const path of files.filter((name) => !name.startsWith('node_modules/') && !isStored(name))) {
    if (/\.test\.|(^|\/)(testing|fixtures)\/|\.map$|tsbuildinfo|^src\//.test(path))
      problems.push(`${path} is in it`)
  }
  const published = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as typeof manifest
  for (const [entry, target] of Object.entries(published.exports ?? {})) {
    for (const path of typeof target === 'string' ? [target] : Object.values(target)) {
      if (!files.includes(path.replace(/^\.\//, '')))
        problems.push(`${entry} points to ${path}, which is not there`)
    }
  }
  return problems
}
