import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { toFileError, writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import type { Context } from '../../context/context.js'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { type Built, buildPackages, shown } from './build.js'
import { hashText, sha256Of } from './content.js'
import { documentBytes } from './documents.js'
import { dockerfile } from './made-files.js'
import { openProject } from './project.js'
import { type Role, roles, rolesOf } from './roles.js'
import { writeArchive } from './write.js'

const schema = z.strictObject({
  role: z.enum([...roles, 'all'], { error: `must be ${roles.join(', ')} or all` }).default('all'),
  out: z.string().min(1, 'must not be empty').default('release'),
  portable: z.literal(true).optional(),
})

/** A row of the table at the end. */
interface Row {
  readonly role: Role
  readonly file: string
  readonly bytes: number
  readonly unpackedBytes: number
  readonly files: number
  readonly dependencies: number
  readonly platform: string | null
  /** Absent in a dry run. */
  readonly sha256?: string
}

export const action = defineAction(schema, async (context, { role, out, portable = false }, [module]) => {
  const { settings, stderr, io } = context
  const modifiedAt = timeOf(io.env)
  const project = await openProject(module, out)
  const built = await buildPackages(project, {
    roles: role === 'all' ? rolesOf(project) : [role],
    portable,
    progress: context.progress,
  })
  for (const warning of built.warnings)
    if (!settings.quiet) io.stderr.write(`${stderr.warn('warning')} ${warning}\n`)
  const folder = resolve(out)
  const rows = settings.dryRun
    ? built.plans.map((plan) => rowOf(plan, { file: join(folder, `${plan.base}.tgz`), bytes: 0 }))
    : await writeAll(context, project, built, folder, modifiedAt)
  const hash = hashText(sha256Of(documentBytes(built.release)))
  return {
    data: {
      dryRun: settings.dryRun,
      name: project.name,
      version: project.version,
      hash,
      warnings: built.warnings,
      packages: rows,
    },
    text: () => render(context, rows, hash),
  }
})

/** Time of the files of a package, in seconds since 1970, as reproducible builds agree on it. */
function timeOf(env: Context['io']['env']): number {
  const given = env.SOURCE_DATE_EPOCH ?? ''
  return /^\d{1,10}$/.test(given) ? Number(given) : 0
}

async function writeAll(
  context: Context,
  project: Awaited<ReturnType<typeof openProject>>,
  { plans }: Built,
  folder: string,
  modifiedAt: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  const save = async (name: string, data: string | Buffer) =>
    writeFileAtomic(join(folder, name), data, { mode: 0o644 })
  try {
    await mkdir(folder, { recursive: true })
    for (const plan of plans) {
      context.progress(`${plan.role}: writing ${plan.files.length} files`)
      const written = await writeArchive(plan, folder, modifiedAt)
      await save(`${plan.base}.cdx.json`, await plan.sbom.read())
      await save(`${plan.role}.Dockerfile`, dockerfile(project, plan.role, plan.base))
      rows.push(rowOf(plan, written))
    }
    const sums = rows.map(({ sha256, role }, at) => `${sha256}  ${plans[at]?.base ?? role}.tgz\n`)
    await save('SHA256SUMS', sums.join(''))
  } catch (error) {
    throw toFileError(error, { what: 'the package', place: folder }) ?? error
  }
  return rows
}

function rowOf(
  { role, manifest, dependencies }: Built['plans'][number],
  { file, ...written }: { readonly file: string; readonly bytes: number; readonly sha256?: string },
): Row {
  const unpackedBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    role,
    file: shown(file),
    ...written,
    unpackedBytes,
    files: manifest.files.length,
    dependencies,
    platform: manifest.platform,
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

function render({ palette, width, settings }: Context, rows: readonly Row[], hash: string): string {
  const table = renderTable<Row>(
    [
      { title: 'role', text: ({ role }) => role },
      { title: 'package', text: ({ file }) => file, shrinkTo: 16 },
      { title: 'MB', text: ({ bytes }) => (bytes === 0 ? '' : megabytes(bytes)), align: 'right' },
      { title: 'unpacked', text: ({ unpackedBytes }) => megabytes(unpackedBytes), align: 'right' },
      { title: 'deps', text: ({ dependencies }) => String(dependencies), align: 'right', leaves: 2 },
      { title: 'platform', text: ({ platform }) => platform ?? 'any', leaves: 1 },
      { title: 'sha256', text: ({ sha256 }) => sha256 ?? '', shrinkTo: 12 },
    ],
    rows,
    { palette, width },
  )
  return [
    ...table,
    '',
    `${palette.dim('release')}  ${hash}`,
    settings.dryRun
      ? palette.dim('dry run: nothing was written')
      : palette.dim('its owner publishes it with subnet publish-package; subnet verify-package checks it'),
  ].join('\n')
}
