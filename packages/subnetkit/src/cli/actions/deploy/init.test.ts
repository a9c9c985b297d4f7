import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validatorMetrics } from '@subnetkit/transport/operate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from '../../config/file-schema.js'
import { allSections, settingsOf } from '../../config/texts/sections.js'
import { variableOf } from '../../config/texts/setting-text.js'
import { runInProcess } from '../../testing/cli.js'
import { roles } from '../package/roles.js'
import type { Deployment } from './facts.js'
import { type WrittenKit, writeKit } from './write-kit.js'

const templates = new URL('../../../../../templates/base/', import.meta.url)
const template = (name: string): Promise<string> => readFile(new URL(name, templates), 'utf8')

let project: string
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'subnet-deploy-'))
})
afterEach(() => rm(project, { recursive: true, force: true }))

const manifest = (more: object = {}) =>
  writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'my-subnet', version: '0.1.0', dependencies: { pg: '*' }, ...more }),
  )
const write = (more: Partial<Deployment> = {}, options: { force?: boolean; dryRun?: boolean } = {}) =>
  writeKit(
    { project, dir: 'deploy', config: {}, network: ['test'], ...more },
    { force: false, dryRun: false, ...options },
  )
const written = (name: string, dir = 'deploy') => readFile(join(project, dir, name), 'utf8')

const textIn = ({ files }: WrittenKit, name: string) => files.find(({ path }) => path === name)?.text

/** Services of a compose file by name, without what depends on its folder. */
function servicesOf(compose: string): Readonly<Record<string, string>> {
  const text = compose.split(/^services:$/m)[1]?.split(/^\w/m)[0] ?? ''
  const blocks = text.split(/^ {2}(?=\w+:$)/m).slice(1)
  return Object.fromEntries(
    blocks.map((block) => [block.split(':')[0], block.replace(/ +(#|dockerfile:).*\n/g, '').trimEnd()]),
  )
}

describe('subnet deploy init', () => {
  it('gives what the generator gives, filled for the project', async () => {
    await manifest()
    await write({ dir: '.' })
    for (const role of ['miner', 'validator', 'coordinator', 'worker@'])
      expect(await written(`systemd/${role}.service`, '.')).toBe(await template(`systemd/${role}.service`))
    const image = (await written('Dockerfile', '.')).replace(/.*SUBNETKIT_GATEWAY.*\n/, '')
    expect(image.replace('build -f Dockerfile', 'build')).toBe(await template('Dockerfile'))
    const { gateway, miner, postgres, ...services } = servicesOf(await written('compose.yaml', '.'))
    const generated = servicesOf(await template('compose.yaml'))
    expect(services).toMatchObject({
      coordinator: generated.coordinator,
      worker: generated.worker,
      redis: generated.redis,
    })
    expect(miner?.replace(/ +SUBNETKIT_MINER_PORT: .*\n/, '')).toBe(generated.miner)
    expect(postgres).toContain('profiles: [validator, gateway]')
    expect(gateway).toContain("ports: ['127.0.0.1:8080:8080']")
  })

  it('fills in name, package, folder and settings of the subnet, and leaves no place open', async () => {
    await manifest({ name: '@me/My.Subnet', dependencies: { pg: '*', 'prom-client': '*' } })
    const { files } = await write({
      dir: 'ops/prod',
      network: ['wss://node.example:443'],
      config: { subnet: { netuid: 7 }, miner: { port: 9000, axon: { host: '203.0.113.5' } } },
    })
    for (const { text } of files) expect(text).not.toMatch(/__[A-Z]/)
    expect(await written('compose.yaml', 'ops/prod')).toContain(
      'context: ../..\n      dockerfile: ops/prod/Dockerfile',
    )
    expect(await written('compose.yaml', 'ops/prod')).toContain("ports: ['9000:9000']")
    expect(await written('systemd/miner.service', 'ops/prod')).toMatch(
      /me-My\.Subnet-0\.1\.0-miner\.tgz[\s\S]*StateDirectory=me-my-subnet-miner/,
    )
    for (const role of roles.filter((one) => one !== 'worker')) {
      const settings = configSchema.parse(JSON.parse(await written(`settings/${role}.json`, 'ops/prod')))
      expect(settings).toMatchObject({
        subnet: { netuid: 7 },
        network: { endpoints: ['wss://node.example:443'] },
      })
    }
    expect(JSON.parse(await written('settings/validator.json', 'ops/prod')).validator).toEqual({
      metrics: { port: 9465 },
    })
    expect(await written('monitoring/alerts.yml', 'ops/prod')).toContain('SubnetkitWatchdog')
    expect(await written('.gitignore', 'ops/prod')).toContain('/secrets')
  })

  it('starts the supervisor of a channel, and has a pod wait for its window', async () => {
    await manifest({ dependencies: { pg: '*', 'prom-client': '*' } })
    const updates = { channel: 'https://example.org/stable.json', key: '5F3s' }
    const kit = await write({ updates }, { dryRun: true })
    const unit = textIn(kit, 'systemd/validator.service')
    expect(unit).toMatch(/^ExecStart=.* supervise --config /m)
    expect(unit).toContain('KillMode=mixed')
    expect(unit).toContain('WorkingDirectory=/opt/my-subnet/supervisor\n')
    // Where every package has the command.
    const { bin } = JSON.parse(await readFile(new URL('../../../../package.json', import.meta.url), 'utf8'))
    expect(unit).toContain(`ExecStart=/usr/bin/node node_modules/subnetkit/${bin.subnet.replace('./', '')} `)
    expect(textIn(kit, 'kubernetes/overlays/validator/validator.yaml')).toMatch(/preStop:[\s\S]*\/window/)
    const settings = configSchema.parse(JSON.parse(textIn(kit, 'settings/validator.json') ?? ''))
    expect(settings.update).toEqual(updates)
    for (const { text } of kit.files) expect(text).not.toMatch(/__[A-Z]/)
  })

  it.each([undefined, { channel: 'https://example.org/stable.json', key: '5F3s' }])(
    'defect: the README unpacked the validator elsewhere than its unit starts it, with updates %o',
    async (updates) => {
      await manifest()
      const kit = await write({ updates }, { dryRun: true })
      const [, folder] = /^WorkingDirectory=(.*)$/m.exec(textIn(kit, 'systemd/validator.service') ?? '') ?? []
      expect(folder).toMatch(/^\/opt\/my-subnet\//)
      expect(textIn(kit, 'README.md')).toContain(`--one-top-level=${folder} `)
      expect(textIn(kit, 'systemd/validator.service')).toContain(`--one-top-level=${folder} `)
    },
  )

  it('keeps a kit on its channel unless forced', async () => {
    await manifest()
    await write({ updates: { channel: 'https://example.org/stable.json', key: '5F3s' } })
    await expect(write()).rejects.toMatchObject({ code: 'USAGE' })
    await write({}, { force: true })
    expect(await written('systemd/validator.service')).toContain('WorkingDirectory=/opt/my-subnet/validator')
    await write({ updates: { channel: 'https://example.org/stable.json', key: '5F3s' } })
    expect(await written('systemd/validator.service')).toContain('WorkingDirectory=/opt/my-subnet/supervisor')
  })

  it('refuses a channel without its key', async () => {
    const ran = await runInProcess(['deploy', 'init', '--updates', 'https://example.org/a.json', '--json'])
    expect(ran.json()).toMatchObject({ error: { code: 'USAGE' } })
  })

  it('defect: the key of an endpoint was written into files that are kept under version control', async () => {
    await manifest({ dependencies: { pg: '*', 'prom-client': '*' } })
    const network = [
      'wss://node.example/v1/0123456789abcdef0?apikey=planted0api0key',
      'wss://plain.example:443',
    ]
    const { files, facts } = await write({ network }, { dryRun: true })
    for (const { text } of files) expect(text).not.toMatch(/planted0api0key|0123456789abcdef0/)
    expect(facts.network).toEqual(['wss://node.example/v1/KEY?apikey=KEY', 'wss://plain.example:443'])
    expect(facts.warnings).toEqual([expect.stringContaining('KEY')])
  })

  it('defect: the coordinator of a project without prom-client was started with metrics, which it refuses', async () => {
    await manifest()
    const kit = await write({}, { dryRun: true })
    expect(textIn(kit, 'compose.yaml')).toContain('SUBNETKIT_COORDINATOR_HEALTH_PORT')
    expect(await template('compose.yaml')).not.toContain('METRICS_PORT:')
    expect(kit.facts.warnings).toEqual([expect.stringContaining('prom-client')])
  })

  it.each([
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile --ignore-scripts'],
    ['yarn.lock', 'yarn install --frozen-lockfile --ignore-scripts'],
    ['bun.lock', 'bun@1.4.5\nCOPY package.json bun.lock'],
    ['package-lock.json', 'npm ci --ignore-scripts'],
  ])('installs from %s in the image', async (lock, line) => {
    await manifest()
    await writeFile(join(project, lock), '')
    expect(textIn(await write({}, { dryRun: true }), 'Dockerfile')).toContain(line)
  })

  it('makes images of packages where there is no project', async () => {
    const kit = await write({}, { dryRun: true })
    expect(textIn(kit, 'Dockerfile')).toContain('COPY release /release')
    expect(textIn(kit, 'systemd/miner.service')).toContain('release/*-miner.tgz')
  })

  it('leaves files that have changed alone, and replaces them with --force only', async () => {
    await manifest()
    await write()
    expect((await write()).files.every(({ state }) => state === 'same')).toBe(true)
    await writeFile(join(project, 'deploy/compose.yaml'), 'mine')
    await rm(join(project, 'deploy/README.md'))
    await expect(write()).rejects.toMatchObject({ code: 'DEPLOY_CHANGED' })
    await expect(written('README.md')).rejects.toMatchObject({ code: 'ENOENT' })
    await write({}, { force: true, dryRun: true })
    expect(await written('compose.yaml')).toBe('mine')
    await write({}, { force: true })
    expect(await written('compose.yaml')).toContain('name: my-subnet')
    await expect(write({ dir: '../elsewhere' })).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('defect: untouched files were refused after a new version of the project', async () => {
    await manifest()
    await write()
    await manifest({ version: '0.2.0' })
    const untouched = (await write({}, { dryRun: true })).files.filter(({ state }) => state !== 'same')
    expect(untouched.length).toBeGreaterThan(5)
    expect(untouched.every(({ state }) => state === 'outdated')).toBe(true)
    expect(await written('README.md')).toContain('my-subnet-0.1.0-validator.tgz')
    await write()
    expect(await written('README.md')).toContain('my-subnet-0.2.0-validator.tgz')
    await writeFile(join(project, 'deploy/README.md'), 'mine')
    await manifest({ version: '0.3.0' })
    await expect(write()).rejects.toMatchObject({ code: 'DEPLOY_CHANGED' })
    await write({}, { force: true })
    await rm(join(project, 'deploy/.deploy-init.json'))
    await manifest({ version: '0.4.0' })
    await expect(write()).rejects.toMatchObject({ code: 'DEPLOY_CHANGED' })
  })

  it('defect: the hotkey of another wallet than the chosen one was copied', async () => {
    const hotkeyFile = '"$HOME"/.bittensor/wallets/alice/hotkeys/miner'
    const kit = await write({ hotkeyFile }, { dryRun: true })
    const [readme, kubernetes] = ['README.md', 'kubernetes/README.md'].map((name) => textIn(kit, name))
    expect(readme?.split(hotkeyFile)).toHaveLength(3)
    expect(kubernetes).toContain(`--from-file=hotkey=${hotkeyFile}`)
    expect(`${readme}${kubernetes}`).not.toContain('wallets/default')
  })

  it('defect: an empty folder got a kit, whose README packaged a project that was not there', async () => {
    const before = process.cwd()
    try {
      process.chdir(project)
      const ran = await runInProcess(['deploy', 'init', '--netuid', '3', '--json'])
      expect(ran.json()).toMatchObject({ error: { code: 'USAGE' } })
      await mkdir(join(project, 'release'))
      const made = await runInProcess([
        'deploy',
        'init',
        '--netuid',
        '3',
        '-w',
        'alice',
        '-H',
        'miner',
        '--json',
      ])
      expect([made.code, made.stderr]).toEqual([0, ''])
    } finally {
      process.chdir(before)
    }
    expect(await written('README.md')).not.toContain('Package the project')
    expect(await written('README.md')).toContain('wallets/alice/hotkeys/miner')
  })

  it('names settings and metrics that exist, in every file', async () => {
    const { files } = await write({}, { dryRun: true })
    const known = new Set([
      'SUBNETKIT_CONFIG',
      ...settingsOf(allSections).flatMap(({ key, variables }) => variables ?? variableOf(key)),
    ])
    const texts = files.filter(({ path }) => !path.startsWith('monitoring/')).map(({ text }) => text)
    const variables = texts.flatMap((text) => text.match(/\b(?:SUBNETKIT|BT)_[A-Z_]+[A-Z]/g) ?? [])
    expect(variables.length).toBeGreaterThan(20)
    expect(variables.filter((name) => !known.has(name))).toEqual([])
    const metrics = texts.flatMap((text) => text.match(/\bqueue_[a-z_]+(?={)/g) ?? [])
    expect(new Set(metrics)).toEqual(new Set(['queue_oldest_age_seconds', 'queue_depth']))
    for (const name of metrics) expect(validatorMetrics).toHaveProperty(name)
  })

  it('runs one process with a hotkey on Kubernetes, and pods without rights', async () => {
    const { files } = await write({}, { dryRun: true })
    const manifests = files.filter(({ path }) => /^(kubernetes|helm)\/.*\.(yaml|tpl)$/.test(path))
    const workloads = manifests
      .flatMap(({ text }) => text.split(/^---$/m))
      .filter((text) => text.includes('serviceName: '))
    expect(workloads).toHaveLength(4)
    for (const text of workloads) expect(text).toMatch(/^ {2}replicas: 1$/m)
    const pods = manifests.filter(({ text }) => text.includes('containers:'))
    expect(pods).toHaveLength(6)
    for (const { text } of pods)
      for (const rule of [
        'runAsNonRoot: true',
        'readOnlyRootFilesystem: true',
        'drop: [ALL]',
        'type: RuntimeDefault',
      ])
        expect(text).toContain(rule)
    expect(manifests.map(({ text }) => text).join('')).not.toContain('automountServiceAccountToken: true')
  })

  it('explains itself', async () => {
    const { code, stdout } = await runInProcess(['deploy', 'init', '--help'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('subnet deploy init --netuid 3')])
    const dry = await runInProcess(['deploy', 'init', '--dir', 'deploy-of-a-test', '--dry-run', '--json'])
    expect(dry.json()).toMatchObject({ dryRun: true, netuid: null, folder: 'deploy-of-a-test' })
  })
})
