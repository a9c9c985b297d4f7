import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writePublicKeyfile } from '../keyfile/write-keyfile.js'
import { createKeypair } from '../keys/create-keypair.js'
import { codeOf } from '../testing/code-of.js'
import { golden } from '../testing/golden.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { createColdkey, createHotkey, createWallet } from './create-wallet.js'
import { listWallets } from './list-wallets.js'
import { loadColdkey } from './load-key.js'
import { openWallet } from './open-wallet.js'

const env = {}
const source = { mnemonic: golden.mnemonic }

describe('createWallet', () => {
  it('makes both keys, tells each mnemonic once and opens with it', async () => {
    await using folder = await temporaryFolder()
    const told: string[] = []
    const onMnemonic = (phrase: string, key: string) => void told.push(`${key}: ${phrase}`)
    const options = { path: folder.path, env, name: 'cold/hot' }
    const made = await createWallet({ ...options, words: 24, password: null, onMnemonic })
    expect(told.map((line) => line.split(' ').length)).toEqual([25, 25])
    const phrases = told.map((line) => line.replace(/^\w+: /, ''))
    expect(phrases.map((phrase) => createKeypair(phrase).address)).toEqual([
      made.coldkey.address,
      made.hotkey.address,
    ])
    expect(phrases[0]).not.toBe(phrases[1])
    const wallet = await openWallet(options)
    expect([wallet.coldkey.address, wallet.hotkey.address]).toEqual([
      made.coldkey.address,
      made.hotkey.address,
    ])
    expect(wallet.hotkey.secret).toMatchObject({ encryption: 'none', canSign: true })
    expect((await loadColdkey(options)).address).toBe(made.coldkey.address)
    const text = JSON.parse(await readFile(made.coldkey.publicPath, 'utf8'))
    expect(Object.keys(text).sort()).toEqual(['accountId', 'publicKey', 'ss58Address'])
  })

  it('touches nothing when one of the files is there, and shows no mnemonic for nothing', async () => {
    await using folder = await temporaryFolder()
    const told: string[] = []
    const options = {
      path: folder.path,
      env,
      password: null,
      onMnemonic: (phrase: string) => void told.push(phrase),
    }
    await createHotkey({ path: folder.path, env, source })
    expect(await codeOf(() => createWallet(options))).toBe('KEYFILE_EXISTS')
    expect(await codeOf(() => createHotkey({ path: folder.path, env, source }))).toBe('KEYFILE_EXISTS')
    expect(await codeOf(() => createColdkey({ ...options, name: 'weak', password: 'weak' }))).toBe(
      'PASSWORD_WEAK',
    )
    expect([told, await readdir(join(folder.path, 'default'))]).toEqual([[], ['hotkeys']])
    await createWallet({ ...options, overwrite: true })
    expect((await openWallet({ path: folder.path, env })).hotkey.address).not.toBe(golden.address)
  })

  it('regenerates a coldkey beside its own public half, not beside that of another', async () => {
    await using folder = await temporaryFolder()
    const watch = (name: string, uri: string) =>
      writePublicKeyfile(join(folder.path, name, 'coldkeypub.txt'), createKeypair(uri))
    await watch('same', golden.mnemonic)
    await watch('other', '//Bob')
    const options = { path: folder.path, env, password: null, source }
    expect((await createColdkey({ ...options, name: 'same' })).address).toBe(golden.address)
    expect(await codeOf(() => createColdkey({ ...options, name: 'other' }))).toBe('KEYFILE_EXISTS')
    expect(await readdir(join(folder.path, 'other'))).toEqual(['coldkeypub.txt'])
  })

  it('regenerates from a seed, a private key and a URI, under either curve', async () => {
    await using folder = await temporaryFolder()
    const address = async (name: string, options: object) =>
      (await createHotkey({ path: folder.path, env, hotkey: name, ...options })).address
    expect(await address('seed', { source: { seed: golden.seed } })).toBe(golden.address)
    expect(await address('key', { source: { privateKey: `0x${golden.privateKey}` } })).toBe(golden.address)
    expect(await address('uri', { source: { uri: golden.mnemonic } })).toBe(golden.address)
    expect(await address('ed', { source, scheme: 'ed25519' })).toBe(golden.ed25519Address)
    expect(await codeOf(() => address('bad', { source: { mnemonic: 'no words' } }))).toBe('KEY_INVALID')
  })
})

describe('listWallets', () => {
  it('lists by name, passes over what is no key, and tells what is broken in its place', async () => {
    await using folder = await temporaryFolder()
    const at = (...parts: string[]) => join(folder.path, ...parts)
    await createHotkey({ path: folder.path, env, name: 'b', hotkey: 'two' })
    await createHotkey({ path: folder.path, env, name: 'b', hotkey: 'one', source })
    await createColdkey({ path: folder.path, env, name: 'a', password: null, source })
    for (const name of ['one.lock', 'one.tmp', '.one.12.tmp', 'broken'])
      await writeFile(at('b/hotkeys', name), '{')
    await mkdir(at('.hidden'))
    await writeFile(at('file'), '')
    await symlink(at('a'), at('c'))
    const wallets = await listWallets({ path: folder.path })
    expect(wallets.map(({ name, coldkey }) => [name, coldkey.address])).toEqual([
      ['a', golden.address],
      ['b', null],
      ['c', golden.address],
    ])
    const hotkeys = wallets[1]?.hotkeys.map(({ name, address, problem }) => [name, address, problem?.code])
    expect(hotkeys).toEqual([
      ['broken', null, 'KEYFILE_MALFORMED'],
      ['one', golden.address, undefined],
      ['two', expect.stringMatching(/^5/), undefined],
    ])
    expect(await listWallets({ path: at('nowhere') })).toEqual([])
  })
})
