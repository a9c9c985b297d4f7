import { mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { createTestProject, type TestProject } from '../package/testing/project.js'

let home = ''
let project: TestProject
let key = ''
const run = (line: string, env: Readonly<Record<string, string>> = {}) =>
  runInProcess(line.split(' '), { env: { HOME: home, XDG_STATE_HOME: home, ...env } })
const codeOf = async (line: string, env?: Readonly<Record<string, string>>) =>
  (await run(`${line} --json`, env)).json<{ error?: { code: string } }>().error?.code

const tarball = (version: string) => join(home, `me-my-subnet-${version}-validator.tgz`)
const channel = () => join(home, 'stable.json')

async function pack(version: string): Promise<void> {
  const text = await readFile(join(project.folder, 'package.json'), 'utf8')
  await project.write({ 'package.json': { ...(JSON.parse(text) as object), version } })
  const module = join(project.folder, 'dist/subnet.js')
  expect(await run(`package ${module} --role validator --portable --out ${home}`)).toMatchObject({ code: 0 })
}
const sign = (version: string, more = '') =>
  run(
    `release sign ${tarball(version)} --url ${pathToFileURL(tarball(version)).href} --out ${channel()} --store-version 3 -w owner -H owner --json${more}`,
  )

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-update-'))
  project = await createTestProject()
  const made = await run('wallet create -w owner -H owner --no-password --json')
  key = made.json<{ keys: { address: string }[] }>().keys[1]?.address ?? ''
  await pack('1.0.0')
  await pack('1.1.0')
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await rm(home, { recursive: true })
})

test('a package is signed, compared, installed and made current, where nothing supervises', async () => {
  const env = { SUBNETKIT_UPDATE_CHANNEL: pathToFileURL(channel()).href, SUBNETKIT_UPDATE_KEY: key }
  expect(await codeOf('update --check', env)).toBe('CHANNEL_UNREACHABLE')
  const signed = (await sign('1.0.0')).json()
  expect(signed).toMatchObject({ sequence: 1, key, release: { version: '1.0.0', store: { readableBy: 3 } } })
  const checked = (await run('update --check --json', env)).json()
  expect(checked).toMatchObject({ available: true, current: null, sequence: 1, canRollBack: true })
  const prepared = await run('update --force --json', env)
  expect(prepared.json()).toMatchObject({ outcome: 'prepared', version: '1.0.0' })
  const current = join(home, 'subnetkit/releases/current')
  expect(await readFile(join(current, 'manifest.json'), 'utf8')).toContain('"version": "1.0.0"')
  expect((await run('update --check --json', env)).json()).toMatchObject({ available: false })

  expect((await sign('1.1.0', ' --from 1.0.0')).json()).toMatchObject({ sequence: 2 })
  const nobody = ' --health-url http://127.0.0.1:9'
  // defect: a validator that does not answer counted as one that does not run
  expect(await codeOf(`update${nobody}`, env)).toBe('VALIDATOR_SILENT')
  expect(await readlink(current)).toMatch(/^releases\/1\.0\.0-/)
  expect((await run('update --force --json', env)).json()).toMatchObject({ version: '1.1.0' })
  expect(await readlink(current)).toMatch(/^releases\/1\.1\.0-/)
  const status = (await run('update status --json', env)).json()
  expect(status).toMatchObject({ current: { version: '1.1.0' }, previous: { version: '1.0.0' }, sequence: 2 })
  expect((await run('update status', env)).stdout).toContain('sequence 2')

  // An older file of the channel, and one that another has signed.
  await rm(channel())
  await sign('1.0.0')
  expect(await codeOf('update --check', env)).toBe('CHANNEL_WENT_BACK')
  expect(
    await codeOf('update --check', {
      ...env,
      SUBNETKIT_UPDATE_KEY: '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty',
    }),
  ).toBe('CHANNEL_UNSIGNED')
  await rm(channel())
  await sign('1.1.0', ' --sequence 9')
  await writeFile(tarball('1.1.0'), 'other bytes')
  expect(await codeOf('update --force', { ...env, XDG_STATE_HOME: join(home, 'empty') })).toBe(
    'RELEASE_DAMAGED',
  )
}, 20_000)

test('what is missing or wrong is named', async () => {
  expect(await codeOf('update --check')).toBe('UPDATE_UNCONFIGURED')
  expect(await codeOf('supervise')).toBe('UPDATE_UNCONFIGURED')
  const http = { SUBNETKIT_UPDATE_CHANNEL: 'http://example.org/stable.json', SUBNETKIT_UPDATE_KEY: key }
  expect(await codeOf('update --check', http)).toBe('UPDATE_INSECURE')
  expect(await codeOf('update window')).toBe('USAGE')
  expect(await codeOf('update window --health-url http://127.0.0.1:9')).toBe('VALIDATOR_SILENT')
  expect(
    await codeOf(`release sign ${tarball('1.0.0')} --url https://example.org/a.tgz --out ${home}/o.json`),
  ).toBe('USAGE')
})
