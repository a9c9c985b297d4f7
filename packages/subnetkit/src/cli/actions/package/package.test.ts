import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownPackage } from '../../../validator/own-package.js'
import { type CliRun, runInProcess } from '../../testing/cli.js'
import { findRunningPackage } from './running-package.js'
import { createTestProject, integrityOf, npmLock, type TestProject } from './testing/project.js'

const run = promisify(execFile)

interface Result {
  readonly hash: string
  readonly warnings: readonly string[]
  readonly packages: readonly {
    readonly role: string
    readonly file: string
    readonly sha256?: string
    readonly platform: string | null
    readonly dependencies: number
  }[]
}

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-package-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const pack = ({ folder }: TestProject, ...args: readonly string[]): Promise<CliRun> =>
  runInProcess(['package', join(folder, 'dist/subnet.js'), '--json', ...args])

async function refusal(project: TestProject, ...args: readonly string[]): Promise<string> {
  const { code, stdout } = await pack(project, '--out', join(home, 'refused'), ...args)
  expect(code).not.toBe(0)
  return JSON.parse(stdout).error.code
}

describe('a package', () => {
  it('runs from an empty folder with Node.js alone', async () => {
    await using project = await createTestProject()
    const out = join(home, 'runs')
    const { packages, hash } = (await pack(project, '--role', 'miner', '--out', out)).json<Result>()
    expect(await readdir(out)).toEqual([
      'SHA256SUMS',
      'me-my-subnet-1.2.3-miner.cdx.json',
      'me-my-subnet-1.2.3-miner.tgz',
      'miner.Dockerfile',
    ])
    // System's tar, as users have it.
    await run('tar', ['-xzf', 'me-my-subnet-1.2.3-miner.tgz'], { cwd: out })
    const folder = join(out, 'me-my-subnet-1.2.3-miner')
    const { stdout } = await run(process.execPath, [join(folder, 'run.mjs'), '--netuid', '3'], {
      cwd: home,
      env: {},
    })
    expect(JSON.parse(stdout)).toEqual({
      args: ['miner', join(folder, 'dist/subnet.js'), '--netuid', '3'],
      answer: 42,
    })
    expect(await readFile(join(out, 'SHA256SUMS'), 'utf8')).toBe(
      `${packages[0]?.sha256}  me-my-subnet-1.2.3-miner.tgz\n`,
    )
    const files = await readdir(folder, { recursive: true })
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'package-lock.json', 'node_modules/subnetkit/LICENSE']),
    )
    expect(await readFile(join(folder, 'README.md'), 'utf8')).not.toContain('The adder.')
    const unwanted = files.filter((name) => /\.env|\.d\.ts|test|src|tool|unwanted|pglite|other/.test(name))
    expect(unwanted).toEqual([])
    // Score records state the hash that the owner publishes, and none of a package that was changed.
    const module = join(folder, 'dist/subnet.js')
    expect(await findRunningPackage(module)).toEqual({ hash: hash.replace('sha256:', ''), folder })
    expect(await findRunningPackage(join(project.folder, 'dist/subnet.js'))).toBeNull()
    // A program of its own has the package that it was started from.
    const warnings: string[] = []
    const log = { write: (_: string, { event }: { event: string }) => void warnings.push(event) }
    const started = (packageHash?: null) => ownPackage({ packageHash }, log, join(folder, 'run.mjs'))
    expect([await started(), await started(null)]).toEqual([hash.replace('sha256:', ''), undefined])
    await appendFile(module, '// changed')
    expect(await findRunningPackage(module)).toEqual({
      hash: null,
      folder,
      detail: 'dist/subnet.js is not the file of the manifest',
    })
    expect([await started(), warnings]).toEqual([undefined, ['package-changed']])
  })

  it('has the same hash from another folder, later and in another order of installation', async () => {
    await using first = await createTestProject()
    await using second = await createTestProject({ 'node_modules/.bin/subnet': '#!/bin/sh' })
    const all = async (project: TestProject, name: string) =>
      (await pack(project, '--out', join(home, name))).json<Result>()
    const [one, other] = [await all(first, 'first'), await all(second, 'second')]
    expect(other.hash).toBe(one.hash)
    const sums = ({ packages }: Result) => packages.map(({ role, sha256 }) => [role, sha256])
    expect(sums(other)).toEqual(sums(one))
    expect(sums(one).map(([role]) => role)).toEqual(['miner', 'validator', 'coordinator', 'worker'])
    await second.write({ 'dist/subnet.js': `${await readFile(join(first.folder, 'dist/subnet.js'))}//` })
    expect((await all(second, 'second')).hash).not.toBe(one.hash)
  })

  it('has a gateway where the subnet has views, and refuses one without', async () => {
    const views =
      'export default { name: "adder", version: 3, protocol: {}, views: { chat: {} }, tasks: {}, rubric: {} }'
    await using project = await createTestProject({ 'dist/subnet.js': views })
    const { packages } = (await pack(project, '--out', join(home, 'views'))).json<Result>()
    expect(packages.map(({ role }) => role)).toEqual(['validator', 'coordinator', 'worker', 'gateway'])
    const image = await readFile(join(home, 'views/gateway.Dockerfile'), 'utf8')
    expect(image).toContain('SUBNETKIT_GATEWAY_HOST=0.0.0.0\nUSER 65532:65532\nEXPOSE 8080')
    await using without = await createTestProject()
    const { error } = (await pack(without, '--role', 'gateway')).json<{ error: { code: string } }>()
    expect(error.code).toBe('PACKAGE_UNPREPARED')
  })

  it('defect: the image of a role had another hash than the release that its owner published', async () => {
    await using project = await createTestProject()
    const published = (await pack(project, '--dry-run')).json<Result>()
    const out = join(home, 'image')
    const { hash, packages } = (await pack(project, '--role', 'miner', '--out', out)).json<Result>()
    expect([hash, packages.map(({ role }) => role)]).toEqual([published.hash, ['miner']])
    const file = join(out, 'me-my-subnet-1.2.3-miner.tgz')
    const verified = await runInProcess(['verify-package', file, '--hash', published.hash, '--json'])
    expect(verified.json()).toMatchObject({ role: 'miner', published: true })
    const bare = published.hash.replace('sha256:', '')
    expect((await runInProcess(['verify-package', file, '--hash', bare])).code).toBe(0)
  })

  it('has PGlite for the validator only, and optional dependencies unless it is to be portable', async () => {
    await using project = await createTestProject()
    const { packages, warnings } = (await pack(project, '--dry-run')).json<Result>()
    const counts = Object.fromEntries(packages.map(({ role, dependencies }) => [role, dependencies]))
    expect(counts).toEqual({ miner: 4, validator: 5, coordinator: 4, worker: 4 })
    expect(packages[0]).toMatchObject({ platform: `${process.platform}-${process.arch}` })
    expect(packages[0]?.sha256).toBeUndefined()
    expect(warnings).toEqual([expect.stringMatching(/pg$/), expect.stringMatching(/native.*faster/)])
    const portable = (await pack(project, '--dry-run', '--portable')).json<Result>()
    expect(portable.packages[0]).toMatchObject({ platform: null, dependencies: 3 })
  })

  it('defect: called a package with a program without an ending fit for any platform', async () => {
    await using project = await createTestProject({ 'node_modules/leaf/tool': '\u007fELF' })
    const { packages } = (await pack(project, '--dry-run', '--portable')).json<Result>()
    const here = `${process.platform}-${process.arch}`
    expect(packages.map(({ platform }) => platform)).toEqual([here, here, here, here])
  })

  it('lists its parts as CycloneDX', async () => {
    await using project = await createTestProject()
    const out = join(home, 'listed')
    await pack(project, '--role', 'validator', '--out', out)
    const text = await readFile(join(out, 'me-my-subnet-1.2.3-validator.cdx.json'), 'utf8')
    const sbom = JSON.parse(text)
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 })
    expect(sbom.serialNumber).toMatch(
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    )
    expect(sbom.metadata.component).toMatchObject({ group: '@me', name: 'my-subnet', version: '1.2.3' })
    expect(sbom.components.map(({ purl }: { purl: string }) => purl)).toContain(
      'pkg:npm/%40electric-sql/pglite@0.5.1',
    )
    const leaf = sbom.components.find(({ name }: { name: string }) => name === 'leaf')
    const [, digest = ''] = integrityOf('leaf').split('-')
    expect(leaf).toMatchObject({
      version: '2.0.1',
      licenses: [{ expression: 'MIT' }],
      hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
    })
    const refs = new Set(sbom.components.map((one: Record<string, string>) => one['bom-ref']))
    expect(refs.size).toBe(sbom.components.length)
    const named = sbom.dependencies.flatMap(({ dependsOn }: { dependsOn: string[] }) => dependsOn)
    expect(named.filter((ref: string) => !refs.has(ref))).toEqual([])
    expect(text).not.toContain(project.folder)
  })
})

it('warns of sources that changed since they were compiled', async () => {
  await using project = await createTestProject()
  await utimes(join(project.folder, 'dist/subnet.js'), 1, 1)
  const { warnings } = (await pack(project, '--dry-run', '--role', 'miner', '--portable')).json<Result>()
  expect(warnings).toEqual([expect.stringContaining('src/subnet.ts')])
})

describe('a project is refused', () => {
  it.each([
    ['without a lock', 'PACKAGE_LOCK_MISSING', { 'package-lock.json': '' }],
    [
      'whose lock has another version',
      'PACKAGE_LOCK_MISMATCH',
      { 'package-lock.json': npmLock({ 'node_modules/leaf': { version: '2.0.0' } }) },
    ],
    [
      'whose lock was made for another package.json',
      'PACKAGE_LOCK_MISMATCH',
      { 'package-lock.json': npmLock({ '': { dependencies: { subnetkit: '^0.0.9' } } }) },
    ],
    ['whose lock is no JSON', 'PACKAGE_LOCK_MISMATCH', { 'package-lock.json': '<<<<<<< HEAD' }],
    ['without a version', 'PACKAGE_UNPREPARED', { 'package.json': { name: 'my-subnet' } }],
    [
      'with a name that leaves its folder',
      'PACKAGE_UNPREPARED',
      { 'package.json': { name: '../x', version: '1.0.0' } },
    ],
    ['with a key among its files', 'PACKAGE_UNPREPARED', { 'dist/hotkey': '{"secretSeed":"0x00"}' }],
    ['with a file of the name of one of ours', 'PACKAGE_UNPREPARED', { 'dist/x': '', 'run.mjs': '' }],
  ])('%s', async (name, code, files) => {
    await using project = await createTestProject(files)
    if (name === 'without a lock') await rm(join(project.folder, 'package-lock.json'))
    if ('run.mjs' in files) await project.write({ 'package.json': await withFiles(project, ['*']) })
    expect(await refusal(project)).toBe(code)
  })

  it('before it is built, and if its files lack the module', async () => {
    await using project = await createTestProject({ 'src/other.ts': '' })
    const source = (name: string) =>
      runInProcess(['package', join(project.folder, name), '--dry-run', '--json'])
    const refused = (await source('src/other.ts')).json<{ error: { code: string } }>()
    expect(refused.error.code).toBe('PACKAGE_NOT_BUILT')
    // Compiled into dist, where it usually goes.
    expect((await source('src/subnet.ts')).json()).toMatchObject({ dryRun: true, name: '@me/my-subnet' })
    await project.write({ 'package.json': await withFiles(project, ['lib', '!lib/x']) })
    expect(await refusal(project)).toBe('PACKAGE_UNPREPARED')
  })
})

describe('a secret among the files of a project', () => {
  const hex = '0x'.padEnd(66, 'ab')
  const pem = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXkt'.repeat(3)}`

  it.each([
    ['w/hotkeys/default', '$NACL\u0001\u0002'],
    ['prod.env', 'A=1'],
    ['id_rsa', ''],
    ['.ssh/id', ''],
    ['key.pem', ''],
    ['.netrc', ''],
    ['.dockerconfigjson', '{}'],
    ['mnemonic.txt', ''],
    ['catalogue/secret', 'ab'.repeat(32)],
    ['key.bak', '{"secretSeed":"0x00"}'],
    ['late.json', JSON.stringify({ a: 'x'.repeat(5_000), secretSeed: hex })],
    ['notes.txt', pem],
    ['config.js', `export const key = { secretSeed: '${hex}' }`],
    ['npm.config', '//registry.npmjs.org/:_authToken=npm_abc'],
  ])('defect: was shipped: dist/%s', async (name, content) => {
    await using project = await createTestProject({ [`dist/${name}`]: content })
    const { error } = (await pack(project, '--dry-run')).json<{ error: { code: string; message: string } }>()
    expect(error).toMatchObject({
      code: 'PACKAGE_UNPREPARED',
      message: expect.stringContaining(`dist/${name}`),
      fix: expect.stringContaining(`"!dist/${name}"`),
    })
  })

  it('defect: was shipped: a key in the top folder', async () => {
    await using project = await createTestProject({ hotkey: `{"privateKey":"${hex}"}` })
    await project.write({ 'package.json': await withFiles(project, ['dist', 'hotkey']) })
    expect(await refusal(project)).toBe('PACKAGE_UNPREPARED')
    await project.write({ 'package.json': await withFiles(project, ['dist', 'hotkey', '!hotkey']) })
    expect((await pack(project, '--dry-run', '--role', 'miner')).code).toBe(0)
  })

  it('is neither code that reads keys nor the certificate of a dependency', async () => {
    await using project = await createTestProject({
      'dist/keys.js': `if (text.startsWith('$NACL') || text.includes('-----BEGIN PRIVATE KEY-----')) file["secretSeed"]`,
      'dist/mnemonic.js': 'export const words = 12',
      'dist/id_rsa.pub': 'ssh-rsa AAAA',
      'node_modules/leaf/test/key.pem': pem,
    })
    expect((await pack(project, '--dry-run', '--role', 'miner')).code).toBe(0)
  })
})

async function withFiles({ folder }: TestProject, files: readonly string[]): Promise<object> {
  return { ...JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')), files }
}
