import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../testing/code-of.js'
import { golden } from '../testing/golden.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { createColdkey, createHotkey } from './create-wallet.js'
import { loadColdkey, loadHotkey, refuseColdkey } from './load-key.js'

const env = {}
const source = { mnemonic: golden.mnemonic }

async function walletWithColdkey() {
  const folder = await temporaryFolder()
  const options = { path: folder.path, env }
  const { path: coldkey, publicPath } = await createColdkey({ ...options, password: null, source })
  const { path: hotkey } = await createHotkey(options)
  const load = (file: string) => codeOf(() => loadHotkey({ env, file }))
  return {
    options,
    coldkey,
    publicPath,
    hotkey,
    hotkeys: join(hotkey, '..'),
    load,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('loadHotkey', () => {
  it('loads the hotkey of a wallet, and a hotkey file on its own', async () => {
    await using wallet = await walletWithColdkey()
    const { address } = await loadHotkey(wallet.options)
    expect(address).not.toBe(golden.address)
    const alone = join(wallet.options.path, 'alone')
    await mkdir(alone)
    await copyFile(wallet.hotkey, join(alone, 'my-hotkey'))
    expect((await loadHotkey({ env, file: join(alone, 'my-hotkey') })).address).toBe(address)
  })

  it('refuses the coldkey by its name, through a link, as a copy and as another file of the same key', async () => {
    await using wallet = await walletWithColdkey()
    const { coldkey, publicPath, hotkeys, load } = wallet
    const [link, copy, rewritten] = ['link', 'copy', 'rewritten'].map((name) => join(hotkeys, name)) as [
      string,
      string,
      string,
    ]
    await symlink(coldkey, link)
    await copyFile(coldkey, copy)
    await writeFile(rewritten, golden.mnemonic)
    for (const file of [coldkey, publicPath, link, copy, rewritten]) {
      expect([file, await load(file)]).toEqual([file, 'COLDKEY_REFUSED'])
    }
    expect(await codeOf(() => loadHotkey({ ...wallet.options, hotkey: 'copy' }))).toBe('COLDKEY_REFUSED')
    // Each of the three on its own: the copy without the public file, the key without the coldkey.
    await rm(publicPath)
    expect(await load(copy)).toBe('COLDKEY_REFUSED')
    await createColdkey({ ...wallet.options, password: null, source, overwrite: true })
    await rm(coldkey)
    expect(await load(rewritten)).toBe('COLDKEY_REFUSED')
  })

  it('refuses a copy of an encrypted coldkey before it asks for a password', async () => {
    await using wallet = await walletWithColdkey()
    await writeFile(wallet.coldkey, `$NACL${'x'.repeat(80)}`)
    const copy = join(wallet.hotkeys, 'copy')
    await copyFile(wallet.coldkey, copy)
    const prompt = async () => expect.unreachable()
    expect(await codeOf(() => loadHotkey({ env, file: copy, prompt }))).toBe('COLDKEY_REFUSED')
  })

  it('defect: an encrypted coldkey under the name of a hotkey asked for its password', async () => {
    await using wallet = await walletWithColdkey()
    const prompt = async () => expect.unreachable()
    const sealed = `$NACL${'x'.repeat(80)}`
    const codesOf = (hotkey: string) =>
      Promise.all([
        codeOf(() => loadHotkey({ ...wallet.options, hotkey, prompt })),
        codeOf(() => refuseColdkey({ ...wallet.options, hotkey })),
      ])
    // Its public half beside it is the one of the wallet; or it came with its coldkeypub.txt; or from another wallet.
    await writeFile(join(wallet.hotkeys, 'cold'), sealed)
    await copyFile(wallet.publicPath, join(wallet.hotkeys, 'coldpub.txt'))
    expect(await codesOf('cold')).toEqual(['COLDKEY_REFUSED', 'COLDKEY_REFUSED'])
    await rm(join(wallet.hotkeys, 'coldpub.txt'))
    await copyFile(wallet.publicPath, join(wallet.hotkeys, 'coldkeypub.txt'))
    expect(await codesOf('cold')).toEqual(['COLDKEY_REFUSED', 'COLDKEY_REFUSED'])
    await rm(join(wallet.hotkeys, 'coldkeypub.txt'))
    const other = join(wallet.options.path, 'other')
    await mkdir(other)
    await writeFile(join(other, 'coldkey'), sealed)
    expect(await codesOf('cold')).toEqual(['COLDKEY_REFUSED', 'COLDKEY_REFUSED'])
  })

  it('refuses what calls itself a coldkey, and what cannot sign', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'key')
    await writeFile(file, JSON.stringify({ secretPhrase: golden.mnemonic, accountType: 'coldkey' }))
    expect(await codeOf(() => loadHotkey({ env, file }))).toBe('COLDKEY_REFUSED')
    await writeFile(file, JSON.stringify({ ss58Address: golden.address }))
    expect(await codeOf(() => loadHotkey({ env, file }))).toBe('KEYFILE_PUBLIC_ONLY')
    expect(await codeOf(() => loadHotkey({ env, path: folder.path }))).toBe('KEYFILE_NOT_FOUND')
  })

  it('leaves the coldkey to loadColdkey', async () => {
    await using wallet = await walletWithColdkey()
    expect((await loadColdkey(wallet.options)).address).toBe(golden.address)
    expect(await readFile(wallet.coldkey, 'utf8')).toContain(golden.mnemonic)
  })
})
