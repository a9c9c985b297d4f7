import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { writeKit } from '../deploy/write-kit.js'
import { createTestProject } from './testing/project.js'

const run = promisify(execFile)
const base = fileURLToPath(new URL('../../../../../templates/base/', import.meta.url))

/** Runs a tool that this machine may lack; null if it does. */
async function tool(command: string, ...args: readonly string[]): Promise<string | null> {
  return run(command, args).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error) => {
      if (error.code === 'ENOENT') return null
      throw new Error(`${command}: ${error.stdout}${error.stderr}`)
    },
  )
}

/** Writes what subnet deploy init gives, for a project and for a folder without one, and removes it at the end. */
async function writeKits() {
  const home = await mkdtemp(join(tmpdir(), 'subnet-kit-'))
  for (const name of ['project', 'packages']) await mkdir(join(home, name))
  await writeFile(join(home, 'project/package.json'), JSON.stringify({ name: 'my-subnet', version: '1.0.0' }))
  const folders = [join(home, 'project'), join(home, 'packages')]
  for (const project of folders) {
    const deployment = { project, dir: 'deploy', config: {}, network: ['test'] }
    await writeKit(deployment, { force: false, dryRun: false })
  }
  return {
    folders: folders.map((folder) => join(folder, 'deploy')),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}

test('the units are as good as closed, by systemd-analyze security', async ({ skip }) => {
  await using kits = await writeKits()
  const [kit = ''] = kits.folders
  for (const name of await readdir(join(kit, 'systemd'))) {
    const file = join(kit, 'systemd', name)
    const report = await tool('systemd-analyze', 'security', '--offline=true', '--threshold=15', file)
    if (report === null) return skip('systemd-analyze is not installed')
    expect(report).toMatch(/exposure level .*: [01]\.\d OK/)
  }
})

test('the Dockerfiles pass hadolint', async ({ skip }) => {
  const home = await mkdtemp(join(tmpdir(), 'subnet-dockerfiles-'))
  try {
    await using project = await createTestProject()
    await runInProcess(['package', join(project.folder, 'dist/subnet.js'), '--out', home])
    const made = (await readdir(home)).filter((name) => name.endsWith('.Dockerfile'))
    expect(made).toHaveLength(4)
    await using kits = await writeKits()
    const written = [join(base, 'Dockerfile'), ...kits.folders.map((folder) => join(folder, 'Dockerfile'))]
    const report = await tool('hadolint', ...written, ...made.map((name) => join(home, name)))
    if (report === null) return skip('hadolint is not installed')
    expect(report).toBe('')
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})

test('compose.yaml fits the schema of compose', async ({ skip }) => {
  await using kits = await writeKits()
  const report = await tool(
    'check-jsonschema',
    '--builtin-schema',
    'vendor.compose-spec',
    join(base, 'compose.yaml'),
    ...kits.folders.map((folder) => join(folder, 'compose.yaml')),
  )
  if (report === null) return skip('check-jsonschema is not installed')
  expect(report).toContain('ok')
})

test('the list of parts fits the schema of CycloneDX 1.6', async ({ skip }) => {
  const home = await mkdtemp(join(tmpdir(), 'subnet-sbom-'))
  try {
    await using project = await createTestProject()
    await runInProcess(['package', join(project.folder, 'dist/subnet.js'), '--role', 'miner', '--out', home])
    const file = join(home, 'me-my-subnet-1.2.3-miner.cdx.json')
    const script = join(home, 'check.py')
    await writeFile(
      script,
      [
        'import sys',
        'try:',
        '    from cyclonedx.schema import SchemaVersion',
        '    from cyclonedx.validation.json import JsonStrictValidator',
        'except ImportError:',
        '    sys.exit(3)',
        'print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()))',
      ].join('\n'),
    )
    const report = await run('python3', [script, file]).catch((error) => error)
    if (report.code === 'ENOENT' || report.code === 3) return skip('cyclonedx-python-lib is not installed')
    expect(report.stdout.trim()).toBe('None')
    expect(await readFile(file, 'utf8')).toContain('"specVersion": "1.6"')
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
