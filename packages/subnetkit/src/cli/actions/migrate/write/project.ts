import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import { toFileError } from '@subnetkit/base/files'
import { cliError } from '../../../errors.js'
import { version } from '../../../version.js'
import type { Migration } from '../migrate-fork.js'
import { stampedFiles } from './stamped-files.js'

/** Files of the project around the sources, by their path. */
async function projectFiles(migration: Migration): Promise<ReadonlyMap<string, string>> {
  const stamped = await stampedFiles(migration.name)
  return new Map([...(stamped ?? leastFiles(migration)), ['README.md', readmeText(migration)]])
}

/** Files without which a project cannot be installed, checked or run. */
function leastFiles({ name }: Migration): ReadonlyMap<string, string> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  const scripts = {
    dev: 'subnet dev',
    test: 'vitest run',
    check: 'tsc --noEmit',
    miner: 'subnet miner src/subnet.ts',
    validator: 'subnet validator src/subnet.ts',
  }
  const devDependencies = {
    '@types/node': '^20.19.43',
    tsx: '^4.23.15',
    typescript: '^7.0.2',
    vitest: '^4.1.11',
  }
  const manifest = {
    ...{ name, version: '0.1.0', private: true, type: 'module', engines: { node: '>=20.19' } },
    ...{ scripts, dependencies: { subnetkit: `^${version}` }, devDependencies },
  }
  const compilerOptions = {
    ...{ target: 'es2023', module: 'nodenext', strict: true, exactOptionalPropertyTypes: true },
    ...{ noUncheckedIndexedAccess: true, verbatimModuleSyntax: true, skipLibCheck: true },
    ...{ types: ['node'], rootDir: 'src', outDir: 'dist' },
  }
  return new Map([
    ['package.json', json(manifest)],
    ['tsconfig.json', json({ compilerOptions, include: ['src'] })],
    ['.gitignore', 'node_modules/\ndist/\n.env\n'],
  ])
}

function readmeText({ name, report, compute }: Migration): string {
  return [
    `# ${name}`,
    '',
    'A Bittensor subnet, migrated from the Python template. [MIGRATION.md](MIGRATION.md) says what is left to write:',
    `${report.stubs.length} parts throw an error that names their Python until then.`,
    '',
    '```sh',
    'npm install',
    'npm test',
    'npm run dev',
    '```',
    '',
    '- `src/protocol.ts`: the synapses.',
    '- `src/miner.ts`: the answers of the miner.',
    '- `src/tasks.ts` and `src/rubric.ts`: what validators ask, and what they pay.',
    '- `src/v10.ts`: the same synapses for validators that use the Python SDK v10.',
    '',
    ...compute,
  ].join('\n')
}

/**
 * Writes the project: into a folder beside, which then gets the name of the target. Returns the paths of its files. Throws
 * FILE_INVALID for a folder with anything in it, and the errors of files.
 */
export async function writeProject(target: string, migration: Migration): Promise<readonly string[]> {
  const folder = resolve(target)
  const files = new Map([...(await projectFiles(migration)), ...migration.files])
  await refuseFilled(target, folder)
  try {
    await mkdir(dirname(folder), { recursive: true })
    const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
    try {
      for (const [path, text] of files) {
        await mkdir(dirname(join(draft, path)), { recursive: true })
        await writeFile(join(draft, path), text)
      }
      // Replaces an empty folder, and no other.
      await rename(draft, folder)
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  } catch (error) {
    if (isSubnetError(error)) throw error
    throw toFileError(error, { what: 'the project', place: folder }) ?? error
  }
  return [...files.keys()].sort()
}

async function refuseFilled(target: string, folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') return [target]
    throw toFileError(error, { what: 'the project', place: folder }) ?? new Error(reasonOf(error))
  })
  if (entries.length > 0) {
    const detail = 'it exists and is not an empty folder'
    throw cliError('FILE_INVALID', { path: target, detail, fix: 'Choose another folder with --out.' })
  }
}
