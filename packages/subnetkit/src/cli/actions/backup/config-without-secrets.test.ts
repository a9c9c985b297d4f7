import { expect, test } from 'vitest'
import { configWithoutSecrets } from './config-without-secrets.js'

const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const planted = ['hunter2hunter', 'k3y9f0a7b1c2d4e5f6g7', 'tokentoken', phrase, '6f'.repeat(32)]

test('no planted secret stays in a configuration, and what is left out is named', () => {
  const { config, leftOut } = configWithoutSecrets({
    subnet: { netuid: 3, module: './subnet.ts' },
    database: { url: `postgres://validator:${planted[0]}@db:5432/validator?sslmode=verify-full` },
    redis: { url: `redis://:${planted[0]}@cache:6379` },
    network: { endpoints: ['finney', `wss://node.example/?apikey=${planted[1]}`] },
    wallet: { name: 'alice', hotkey: 'val', path: '~/wallets' },
    validator: { dashboard: { token: planted[2], port: 9470 }, roundBlocks: 100 },
    note: planted[3],
    deep: { deeper: [{ seed: planted[4], kept: true }] },
  })
  const text = JSON.stringify(config)
  for (const secret of planted) expect(text).not.toContain(secret)
  expect(config).toMatchObject({
    subnet: { netuid: 3, module: './subnet.ts' },
    database: { url: expect.stringContaining('db:5432/validator') },
    network: { endpoints: ['finney', expect.stringContaining('node.example')] },
    wallet: { name: 'alice', hotkey: 'val', path: '~/wallets' },
    validator: { dashboard: { port: 9470 }, roundBlocks: 100 },
    deep: { deeper: [{ kept: true }] },
  })
  expect(leftOut).toEqual([
    'user, password and query of database.url',
    'user, password and query of redis.url',
    'user, password and query of network.endpoints.1',
    'validator.dashboard.token',
    'note',
    'deep.deeper.0.seed',
  ])
})

test('defect: secrets in lists, under names in the plural and in URLs that no parser takes apart are left out', () => {
  const { config, leftOut } = configWithoutSecrets({
    database: { url: 'postgres://validator:pa/ss#word@db:5432/validator' },
    apiKeys: ['plain-text-key'],
    tokens: { reader: 'plain-text-token', limit: 5 },
    notes: ['harmless', phrase],
    headers: { Authorization: 'Bearer plain-text' },
    hotkeys: ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'],
    sim: { seed: 7 },
  })
  expect(config).toEqual({
    database: {},
    apiKeys: [],
    tokens: { limit: 5 },
    notes: ['harmless'],
    headers: {},
    hotkeys: ['5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'],
    sim: { seed: 7 },
  })
  expect(leftOut).toEqual([
    ...['database.url', 'apiKeys.0', 'tokens.reader', 'notes.1', 'headers.Authorization'],
  ])
})
