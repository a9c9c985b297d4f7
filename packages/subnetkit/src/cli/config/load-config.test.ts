import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import { runInProcess } from '../testing/cli.js'
import { loadConfig } from './load-config.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnet-config-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(content: object): Promise<string> {
  const path = join(folder, 'config.json')
  await writeFile(path, JSON.stringify(content))
  return path
}

test('an option beats the environment, which beats the file', async () => {
  const config = await file({ miner: { port: 1, host: '::1', limits: { maxWaiting: 3 } } })
  const env = { SUBNETKIT_MINER_PORT: '2', SUBNETKIT_MINER_LIMITS_MAX_WAITING: '4', SUBNETKIT_MINER_HOST: '' }
  const loaded = await loadConfig({ port: '3' }, env, config)
  expect(loaded.config.miner).toEqual({ port: 3, host: '::1', limits: { maxWaiting: 4 } })
  expectTypeOf(loaded.config.miner?.limits?.maxWaiting).toEqualTypeOf<number | undefined>()
  expect(Object.fromEntries([...loaded.origins].map(([key, { from, name }]) => [key, [from, name]]))).toEqual(
    {
      'miner.port': ['flag', '--port'],
      'miner.host': ['file', config],
      'miner.limits.maxWaiting': ['environment', 'SUBNETKIT_MINER_LIMITS_MAX_WAITING'],
    },
  )
  expect((await loadConfig({}, {}, config)).config.miner?.port).toBe(1)
})

test('paths in a file count from its folder; packages, and paths of options, do not', async () => {
  const config = await file({
    subnet: { module: './subnet.ts', handlers: '@a/b' },
    database: { directory: 'state' },
    wallet: { path: '~/wallets' },
  })
  const { subnet, database, wallet } = (await loadConfig({}, { HOME: '/home/u' }, config)).config
  expect([subnet, database, wallet]).toEqual([
    { module: join(folder, 'subnet.ts'), handlers: '@a/b' },
    { directory: join(folder, 'state') },
    { path: '/home/u/wallets' },
  ])
  expect((await loadConfig({ directory: 'x' }, {}, null)).config.database?.directory).toBe(
    join(process.cwd(), 'x'),
  )
})

test('lists are separated by commas, and an amount is in TAO', async () => {
  const { config } = await loadConfig(
    { minStake: '0.5' },
    { SUBNETKIT_MINER_BAN_ADDRESSES: '203.0.113.0/24, 198.51.100.7' },
    null,
  )
  expect(config.miner).toEqual({
    admission: { minStake: 500_000_000n },
    ban: { addresses: ['203.0.113.0/24', '198.51.100.7'] },
  })
})

test('a wrong entry of a list is named with its option', async () => {
  await expect(loadConfig({ queues: 'query,scores' }, {}, null)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: "--queues: 'scores' is not one of query, score",
    fix: 'Set --queues to one of query, score.',
  })
})

test('defect: the value of an option that is no number is not shown; what may be a secret still is not', async () => {
  const messageOf = async (concurrency: string) =>
    String(await loadConfig({ concurrency }, {}, null).catch((error: unknown) => error))
  expect(await messageOf('abc')).toContain("--concurrency: 'abc' is not")
  expect(await messageOf('bottom drive obey lake curtain')).not.toContain('bottom')
})

test('defect: a configuration file that is missing or no JSON exits with 1, not 2', async () => {
  const broken = join(folder, 'broken.json')
  await writeFile(broken, '{ "miner": ')
  for (const path of [join(folder, 'none.json'), broken]) {
    const { code, json } = await runInProcess(['config', 'print', '--config', path, '--json'])
    expect([code, json()]).toMatchObject([2, { error: { code: 'CONFIG_INVALID' } }])
  }
})

test('defect: netuid, network and wallet of the file reach only the commands that have settings', async () => {
  const config = await file({ subnet: { netuid: 7 }, network: { endpoints: 'ws://127.0.0.1:1' } })
  const argv = ['metagraph', '--config', config, '--timeout', '0.1']
  const { stderr } = await runInProcess(argv)
  expect(stderr).toContain('connecting to ws://127.0.0.1:1')
  const flag = await runInProcess([...argv, '-n', 'ws://127.0.0.1:2'])
  expect(flag.stderr).toContain('connecting to ws://127.0.0.1:2')
  const missing = await runInProcess(['metagraph', '--json'])
  expect([missing.code, missing.json()]).toMatchObject([2, { error: { code: 'USAGE' } }])
})

test('subnet config print shows each value and its source, and no password', async () => {
  const config = await file({
    wallet: { name: 'alice' },
    redis: { url: 'redis://u:hunter2hunter2@r:6379/1' },
  })
  const env = { SUBNETKIT_MINER_PORT: '2', BT_WALLET_HOTKEY: 'val' }
  const argv = ['config', 'print', '--config', config, '-n', 'test', '--metrics-port', '9100']
  const run = await runInProcess([...argv, '--json'], { env })
  const { settings } = run.json<{ settings: readonly Record<string, unknown>[] }>()
  const of = (key: string) => {
    const { value, from, name } = settings.find((one) => one.key === key) ?? {}
    return [value, from, name]
  }
  expect(of('network.endpoints')).toEqual(['test', 'flag', '--network'])
  expect(of('wallet.name')).toEqual(['alice', 'file', config])
  expect(of('wallet.hotkey')).toEqual(['val', 'environment', 'BT_WALLET_HOTKEY'])
  expect(of('miner.port')).toEqual([2, 'environment', 'SUBNETKIT_MINER_PORT'])
  expect(of('miner.metrics.port')).toEqual([9100, 'flag', '--metrics-port'])
  expect(of('redis.url')).toEqual(['redis://r:6379/1', 'file', config])
  expect(of('miner.host')).toEqual([null, 'default', null])
  const text = await runInProcess(argv, { env })
  expect(text.stdout).toMatch(/^miner\.host +127\.0\.0\.1 +default/m)
  expect(run.stdout + text.stdout).not.toContain('hunter2')
})

test('the reference of settings is as the command prints it', async () => {
  const { stdout } = await runInProcess(['config', 'schema', '--markdown'])
  const page = await readFile(new URL('../../../../../docs/settings.md', import.meta.url), 'utf8')
  // To update it: npm run -s subnet -- config schema --markdown > docs/settings.md
  expect(page).toBe(stdout)
})

test('the schema that the package ships is as the command prints it', async () => {
  const { stdout } = await runInProcess(['config', 'schema'])
  const schema = await readFile(new URL('../../../config.schema.json', import.meta.url), 'utf8')
  // To update it: npm run -s subnet -- config schema > packages/subnetkit/config.schema.json
  expect(schema).toBe(stdout)
})

test('subnet config schema describes the file', async () => {
  const schema = (await runInProcess(['config', 'schema'])).json<{
    properties: { miner: { properties: Record<string, object>; additionalProperties: boolean } }
  }>()
  expect(schema.properties.miner).toMatchObject({
    additionalProperties: false,
    properties: {
      port: { type: 'integer', maximum: 65_535, description: expect.stringContaining('default: 8091') },
      limits: { properties: { maxWaiting: { description: expect.stringContaining('wait for a handler') } } },
    },
  })
})

test('defect: of a key that a configuration file has twice, the last one counted without a word', async () => {
  const path = join(folder, 'twice.json')
  await writeFile(path, '{ "miner": { "port": 1 }, "validator": {}, "miner": { "port": 2 } }')
  await expect(loadConfig({}, {}, path)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('"miner" twice'),
  })
})
