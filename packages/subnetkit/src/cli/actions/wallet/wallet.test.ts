import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Prompter } from '../../io.js'
import { runInProcess } from '../../testing/cli.js'

const mnemonic = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'
let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'subnet-cli-wallet-'))
})
afterEach(() => rm(home, { recursive: true }))

const subnet = (line: string, prompter?: Prompter) =>
  runInProcess(line.split(' '), { env: { HOME: home }, ...(prompter && { prompter }) })
const wallets = () => join(home, '.bittensor/wallets')
const answering = (...answers: string[]): Prompter => ({
  confirm: async () => true,
  password: async () => answers.shift() ?? null,
})

interface Made {
  readonly keys: readonly {
    readonly created: boolean
    readonly address: string
    readonly mnemonic?: string
  }[]
}

test('create makes both keys once, private to the user', async () => {
  const run = await subnet('wallet create -w a -H h --no-password --json')
  const { keys } = run.json<Made>()
  expect(keys).toMatchObject([{ created: true }, { created: true }])
  expect((await stat(join(wallets(), 'a/hotkeys/h'))).mode & 0o777).toBe(0o600)
  const again = (await subnet('wallet create -w a -H h --no-password --json')).json<Made>()
  expect(again.keys).toMatchObject([
    { created: false, address: keys[0]?.address },
    { created: false, address: keys[1]?.address },
  ])
  expect(again.keys.some((key) => 'mnemonic' in key)).toBe(false)
})

test('a coldkey that was made is shown with its mnemonic when its hotkey cannot be', async () => {
  await mkdir(join(wallets(), 'a'), { recursive: true })
  await symlink(join(home, 'nowhere/at/all'), join(wallets(), 'a/hotkeys'))
  const run = await subnet('wallet create -w a -H h --no-password --json')
  expect([run.code, run.json()]).toMatchObject([
    1,
    {
      keys: [{ key: 'coldkey', created: true, mnemonic: expect.any(String) }],
      error: { code: 'KEYFILE_NOT_WRITTEN' },
    },
  ])
})

test('a password for a new coldkey that is not the same twice seals nothing', async () => {
  const run = await subnet('wallet create -w a -H h', answering('Correct-Horse-9', 'Correct-Horse-8'))
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('the two passwords differ')])
  expect(existsSync(wallets())).toBe(false)
})

test('without a password from anywhere nothing is written', async () => {
  const run = await subnet('wallet create -w a -H h --json')
  expect([run.code, run.json()]).toMatchObject([1, { error: { code: 'PASSWORD_MISSING' } }])
  expect((await subnet('wallet list --json')).json()).toMatchObject({ wallets: [] })
})

test('--dry-run names the files and writes none', async () => {
  const { stdout } = await subnet('wallet create -w a -H h --dry-run')
  expect(stdout).toContain(`coldkey would be created: ${join(wallets(), 'a/coldkey')}`)
  expect((await subnet('wallet list --json')).json()).toMatchObject({ wallets: [] })
})

test.each([
  ['a mnemonic', mnemonic, '5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV'],
  ['a seed', `0x${'11'.repeat(32)}`, null],
  ['a URI', '//Bob', '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'],
])('regen reads %s, and shows it nowhere', async (_, secret, address) => {
  const path = join(home, 'secret')
  await writeFile(path, `${secret}\n`)
  const run = await subnet(`wallet regen hotkey -w a -H h --secret-file ${path}`)
  expect(run.code).toBe(0)
  if (address !== null) expect(run.stdout).toContain(address)
  expect(run.stdout + run.stderr).not.toContain(secret)
})

test('regen refuses what is no key before it asks for a password', async () => {
  const asked: string[] = []
  const prompter: Prompter = {
    confirm: async () => true,
    password: async (question) => {
      asked.push(question)
      return 'not a mnemonic'
    },
  }
  const run = await subnet('wallet regen coldkey -w a', prompter)
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('[KEY_INVALID]')])
  expect(asked).toEqual([expect.stringContaining('Mnemonic, 0x seed or secret URI')])
})

test('regen takes the secret without echo, and overwrites only when told to', async () => {
  expect((await subnet('wallet regen hotkey -w a -H h', answering(mnemonic))).code).toBe(0)
  const exists = await subnet('wallet regen hotkey -w a -H h --json', answering('//Bob'))
  expect([exists.code, exists.json()]).toMatchObject([1, { error: { code: 'KEYFILE_EXISTS' } }])
  const replaced = await subnet('wallet regen hotkey -w a -H h --overwrite', answering('//Bob'))
  expect([replaced.code, replaced.stdout]).toEqual([0, expect.stringContaining('5FHneW46')])
  const nobody = await subnet('wallet regen hotkey -w a -H x')
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('--secret-file')])
})

test('list shows every key, and a broken file in its place', async () => {
  await subnet('wallet create -w a -H h --no-password')
  await subnet('wallet create -w a -H i --no-password')
  await writeFile(join(wallets(), 'a/hotkeys/broken'), 'nonsense')
  const { stdout, code } = await subnet('wallet list')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^a {2}5\w{47}\n {2}broken {2}.*\n {2}h {2}5\w{47}\n {2}i {2}5\w{47}\n$/)
})

test('show names what is missing and how to make it', async () => {
  const run = await subnet('wallet show -w nobody')
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('subnet wallet create -w nobody')])
})

test('defect: show hides all hotkeys but the one that is named', async () => {
  for (const hotkey of ['h', 'i', 'watched']) await subnet(`wallet create -w a -H ${hotkey} --no-password`)
  await rm(join(wallets(), 'a/hotkeys/watched'))
  await writeFile(join(wallets(), 'a/hotkeys/broken'), 'nonsense')
  const names = ['broken', 'h', 'i', 'watched']
  const shown = (await subnet('wallet show -w a -H i --json')).json<{ hotkeys: { name: string }[] }>()
  expect(shown.hotkeys.map(({ name }) => name)).toEqual(names)
  const { stdout, code } = await subnet('wallet show -w a -H h')
  expect(code).toBe(0)
  for (const name of names) expect(stdout).toContain(`hotkey ${name}`)
  const listed = (await subnet('wallet list --json')).json<{ wallets: { hotkeys: { name: string }[] }[] }>()
  expect(listed.wallets[0]?.hotkeys.map(({ name }) => name)).toEqual(names)
})

test('show of a wallet with hotkeys only, as on a machine that serves', async () => {
  await subnet('wallet create -w a -H h --hotkey-only')
  const { stdout, code } = await subnet('wallet show -w a -H h')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/coldkey +none/)])
})
