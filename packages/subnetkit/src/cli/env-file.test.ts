import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { allSections, settingsOf } from './config/texts/sections.js'
import { addEnvFile, twins } from './env-file.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-env-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function environmentWith(text: string, exported: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
  await writeFile(join(folder, '.env'), text)
  const env = { ...exported }
  addEnvFile(env, join(folder, '.env'))
  return env
}

it('defect: the settings of .env are read, and nothing else of it', async () => {
  const env = await environmentWith(
    '# mine\nBT_NETWORK=test\nSUBNETKIT_SUBNET_NETUID="3"\nPATH=/evil\nHOME=/evil\n',
  )
  expect(env).toEqual({ BT_NETWORK: 'test', SUBNETKIT_SUBNET_NETUID: '3' })
})

it('exported variables win, also empty ones and those by the other name of the setting', async () => {
  const exported = { BT_NETWORK: '', BT_WALLET: 'mine' }
  const env = await environmentWith('BT_NETWORK=test\nBT_WALLET_NAME=other\nBT_WALLET_HOTKEY=hot\n', exported)
  expect(env).toEqual({ ...exported, BT_WALLET_HOTKEY: 'hot' })
})

it('nothing happens without the file, or with a folder of its name', async () => {
  const env = {}
  addEnvFile(env, join(folder, '.env'))
  await mkdir(join(folder, '.env'))
  addEnvFile(env, join(folder, '.env'))
  expect(env).toEqual({})
})

it('has both names of each setting that has two', () => {
  const pairs = settingsOf(allSections).flatMap(({ variables = [] }) =>
    variables.length > 1 ? [variables] : [],
  )
  expect(pairs.length).toBeGreaterThan(0)
  for (const [one = '', other = ''] of pairs) expect([twins[one], twins[other]]).toEqual([other, one])
})
