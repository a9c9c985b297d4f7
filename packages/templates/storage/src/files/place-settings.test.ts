import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettings } from './place-settings.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-settings-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const config = { network: { endpoints: 'test' }, wallet: { name: 'default', hotkey: 'default' } }
const read = (options: Parameters<typeof readSettings>[0] = {}, env: NodeJS.ProcessEnv = {}) =>
  readSettings(options, { env, folder })

test('options win over the environment, which wins over .env, which wins over the configuration: as for subnet', async () => {
  expect(await read()).toEqual({ network: [], netuid: undefined, wallet: {} })
  await writeFile(join(folder, 'subnetkit.config.json'), JSON.stringify({ ...config, subnet: { netuid: 7 } }))
  // Defect: the name of a network was taken for an address.
  expect(await read()).toEqual({ network: ['test'], netuid: 7, wallet: config.wallet })
  await writeFile(join(folder, '.env'), 'BT_WALLET_NAME=a\nSUBNETKIT_SUBNET_NETUID=8\nBT_NETWORK=local')
  expect(await read()).toEqual({ network: ['local'], netuid: 8, wallet: { name: 'a', hotkey: 'default' } })
  expect(await read({}, { BT_WALLET_NAME: 'b' })).toMatchObject({ wallet: { name: 'b' } })
  const options = { network: 'ws://a,ws://b', netuid: 0, wallet: 'c/d' }
  expect(await read(options, { BT_WALLET_NAME: 'b' })).toEqual({
    ...{ network: ['ws://a', 'ws://b'], netuid: 0 },
    wallet: { name: 'c', hotkey: 'd' },
  })
})

test('a configuration that cannot be read is named', async () => {
  for (const text of ['{', '{"subnet": {"netuid": "x"}}']) {
    await writeFile(join(folder, 'subnetkit.config.json'), text)
    await expect(read()).rejects.toMatchObject({ code: 'SETTINGS_UNREADABLE' })
  }
})
