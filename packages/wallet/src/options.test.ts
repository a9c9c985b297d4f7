import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeOptions, type OptionsEdge } from '@subnetkit/base/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { decryptKeyfile, deriveKeyfileKey, encryptKeyfile } from './keyfile/crypt-keyfile.js'
import { inspectKeyfile, readKeyfile, unlockKeyfile } from './keyfile/read-keyfile.js'
import { writeKeyfile, writePublicKeyfile } from './keyfile/write-keyfile.js'
import { createKeypair } from './keys/create-keypair.js'
import { verifySignature } from './keys/signature.js'
import { decodeAddress, encodeAddress, isAddress, parseAddress } from './keys/ss58.js'
import { resolvePassword } from './passwords/password.js'
import { createColdkey, createHotkey, createWallet } from './wallets/create-wallet.js'
import { exportKey } from './wallets/export-key.js'
import { listWallets } from './wallets/list-wallets.js'
import { loadColdkey, loadHotkey } from './wallets/load-key.js'
import { openWallet } from './wallets/open-wallet.js'
import { walletFiles, walletRoot } from './wallets/wallet-files.js'

const folder = mkdtempSync(join(tmpdir(), 'options-'))
afterAll(() => rmSync(folder, { recursive: true }))

const key = createKeypair('//Alice')
const source = { uri: '//Alice' }
const message = Uint8Array.of(1, 2)
const env = {}
/** A keyfile that is there, for functions that read one. */
await writeKeyfile(join(folder, 'default/hotkeys/default'), source, { password: null })
await writeKeyfile(join(folder, 'default/coldkey'), { uri: '//Bob' }, { password: null })

let files = 0
const fresh = () => join(folder, `new-${files++}`)
/** Fails as an accepted call does that gets no further: the options were not the reason. */
const orFails = async (work: Promise<unknown>, code: string) =>
  work.catch((error: { code?: string }) => {
    if (error.code !== code) throw error
  })

type Values = Readonly<Record<string, unknown>>
const place: readonly Values[] = [{ name: 5 }, { hotkey: null }, { path: '' }, { path: 5 }, { env: 5 }]
const crypt: readonly Values[] = [
  ...[{ deadlineMs: Number.NaN }, { deadlineMs: 0 }, { onProgress: 1 }, { signal: {} }],
]
const unlock: readonly Values[] = [
  ...crypt,
  { password: 5 },
  { env: null },
  { passwordFile: 1 },
  { prompt: 'x' },
]
const newKey: readonly Values[] = [
  ...[...place, ...crypt, { words: Number.NaN }, { words: 13 }, { scheme: 'x' }, { overwrite: 'no' }],
  { onMnemonic: 1 },
]
const sources: readonly Values[] = [{ source: 5 }, { source: {} }, { source: { seed: 5 } }]

const placeNames = ['name', 'hotkey', 'path', 'env']
const cryptNames = ['onProgress', 'signal', 'deadlineMs']
const unlockNames = [...cryptNames, 'password', 'env', 'passwordFile', 'prompt']
const newKeyNames = ['name', 'hotkey', 'env', ...cryptNames, 'words', 'scheme', 'overwrite', 'onMnemonic']

/** Every function of this package that takes options. */
const edges: Readonly<Record<string, OptionsEdge>> = {
  createHotkey: {
    call: (options) => createHotkey({ path: fresh(), ...(options as object) }),
    required: {},
    optional: [...newKeyNames, 'source', 'password'],
    wrong: [...newKey, ...sources, { password: 123_456 }],
  },
  createColdkey: {
    call: (options) => createColdkey({ path: fresh(), ...(options as { password: null }) }),
    required: { password: null },
    optional: [...newKeyNames, 'source'],
    wrong: [...newKey, ...sources, { password: false }],
  },
  createWallet: {
    call: (options) => createWallet({ path: fresh(), ...(options as { password: null }) }),
    required: { password: null },
    optional: newKeyNames,
    wrong: [...newKey, { password: 5 }, { source: 'x' }],
  },
  openWallet: { call: openWallet, required: {}, optional: placeNames, wrong: place },
  loadHotkey: {
    call: (options) => loadHotkey({ path: folder, ...(options as object) }),
    required: {},
    optional: ['name', 'hotkey', 'file', ...unlockNames],
    wrong: [...place, ...unlock, { file: '' }, { file: 5 }],
  },
  loadColdkey: {
    call: (options) => loadColdkey({ path: folder, ...(options as object) }),
    required: {},
    optional: ['name', 'hotkey', ...unlockNames],
    wrong: [...place, ...unlock],
  },
  readKeyfile: {
    call: (options) => readKeyfile(join(folder, 'default/coldkey'), options),
    required: {},
    optional: unlockNames,
    wrong: unlock,
  },
  unlockKeyfile: {
    call: (options) => unlockKeyfile(join(folder, 'default/coldkey'), options),
    required: {},
    optional: unlockNames,
    wrong: unlock,
  },
  exportKey: {
    call: (options) => exportKey(source, options),
    required: {},
    optional: ['scheme'],
    wrong: [{ scheme: 'x' }, { scheme: 5 }],
  },
  listWallets: {
    call: (options) => listWallets({ path: folder, ...(options as object) }),
    required: {},
    optional: ['env'],
    wrong: [{ path: 5 }, { env: 5 }, { name: 'a' }],
  },
  walletFiles: { call: walletFiles, required: {}, optional: placeNames, wrong: place },
  walletRoot: { call: walletRoot, required: {}, optional: ['path', 'env'], wrong: [{ path: 5 }, { env: 5 }] },
  decryptKeyfile: {
    call: (options) => orFails(decryptKeyfile(message, 'x', options), 'KEYFILE_MALFORMED'),
    required: {},
    optional: [...cryptNames, 'path', 'source'],
    wrong: [...crypt, { path: 5 }, { source: '' }],
  },
  deriveKeyfileKey: {
    call: (options) => orFails(deriveKeyfileKey(message, 'x', options), 'KEYFILE_MALFORMED'),
    required: {},
    optional: [...cryptNames, 'path', 'source'],
    wrong: [...crypt, { path: 5 }, { source: '' }],
  },
  encryptKeyfile: {
    call: (options) => orFails(encryptKeyfile(message, '', options), 'PASSWORD_WEAK'),
    required: {},
    optional: [...cryptNames, 'path', 'source'],
    wrong: [...crypt, { path: 5 }, { source: '' }],
  },
  writeKeyfile: {
    call: (options) => writeKeyfile(fresh(), source, options),
    required: { password: null },
    optional: [...cryptNames, 'overwrite', 'scheme'],
    wrong: [...crypt, { password: 5 }, { overwrite: 1 }, { scheme: 'x' }],
  },
  writePublicKeyfile: {
    call: (options) => writePublicKeyfile(fresh(), key, options),
    required: {},
    optional: ['overwrite'],
    wrong: [{ overwrite: 'yes' }],
  },
  resolvePassword: {
    call: (options) => orFails(resolvePassword('/key', { env, ...(options as object) }), 'PASSWORD_MISSING'),
    required: {},
    optional: unlockNames.filter((name) => name !== 'env'),
    wrong: unlock,
  },
  createKeypair: {
    call: (options) => createKeypair('//Alice', options),
    required: {},
    optional: ['scheme'],
    wrong: [{ scheme: 'x' }, { scheme: null }],
  },
  verifySignature: {
    call: verifySignature,
    required: { scheme: key.scheme, publicKey: key.publicKey, message, signature: key.sign(message) },
    optional: [],
    wrong: [{ scheme: 'x' }, { publicKey: '0x' }, { message: 'text' }, { signature: null }],
  },
  encodeAddress: prefixOf((options) => encodeAddress(key.publicKey, options)),
  decodeAddress: prefixOf((options) => decodeAddress(key.address, options)),
  parseAddress: prefixOf((options) => parseAddress(key.address, options)),
  isAddress: prefixOf((options) => isAddress(key.address, options)),
}

function prefixOf(call: (options: never) => unknown): OptionsEdge {
  return {
    call,
    required: {},
    optional: ['prefix'],
    wrong: [{ prefix: Number.NaN }, { prefix: -1 }, { prefix: 16_384 }, { prefix: '42' }],
  }
}

describeOptions(edges)

describe('defect: the wallet parsed nothing', () => {
  it('defect: a password under a misspelt name left the key without one', async () => {
    const path = fresh()
    const options = { path, env, pasword: 'correct horse 1' }
    await expect(createHotkey(options as object)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.not.stringContaining('correct horse'),
    })
    expect(readdirSync(folder)).not.toContain(path)
  })

  const five = 5 as never
  it.each<[string, () => unknown]>([
    ['createKeypair', () => createKeypair(five)],
    ['createKeypair', () => createKeypair('//Alice', 'hunter2' as never)],
    ['exportKey', () => exportKey(five)],
    ['exportKey', () => exportKey({ mnemonic: 'a', seed: 'b' } as never)],
    ['exportKey', () => exportKey({ phrase: 'a' } as never)],
    ['encodeAddress', () => encodeAddress(five)],
    ['walletFiles', () => walletFiles(null as never)],
    ['readKeyfile', () => readKeyfile(five)],
    ['unlockKeyfile', () => unlockKeyfile(null as never)],
    ['inspectKeyfile', () => inspectKeyfile(five)],
    ['writeKeyfile', () => writeKeyfile(five, source, { password: null })],
    ['writeKeyfile', () => writeKeyfile(fresh(), five, { password: null })],
    ['writePublicKeyfile', () => writePublicKeyfile(five, key)],
    ['resolvePassword', () => resolvePassword(five)],
    ['resolvePassword', () => resolvePassword('/key', {}, 'open' as never)],
    ['decryptKeyfile', () => decryptKeyfile(five, 'x')],
    ['encryptKeyfile', () => encryptKeyfile(message, five)],
  ])('defect: %s met a parameter of another type with a raw error', async (name, call) => {
    const refusal = { code: 'CONFIG_INVALID', message: expect.stringContaining(name) }
    await expect((async () => call())()).rejects.toMatchObject(refusal)
  })

  it.each([
    () => createKeypair('//Alice', 'hunter2' as never),
    () => exportKey('hunter2' as never),
    () => createHotkey({ password: ['hunter2'] as never }),
    () => encryptKeyfile(message, { password: 'hunter2' } as never),
  ])('does not repeat what may be a secret (%#)', async (call) => {
    const refusal = { code: 'CONFIG_INVALID', message: expect.not.stringContaining('hunter2') }
    await expect((async () => call())()).rejects.toMatchObject(refusal)
  })

  it.each([5, null, [key.address], { toString: () => key.address }])('%j is no address', (value) => {
    expect(isAddress(value as never)).toBe(false)
  })
})
