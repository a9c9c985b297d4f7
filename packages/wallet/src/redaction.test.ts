import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseKeyfile } from './keyfile/parse-keyfile.js'
import { inspectKeyfile, readKeyfile, unlockKeyfile } from './keyfile/read-keyfile.js'
import { writeKeyfile } from './keyfile/write-keyfile.js'
import { createKeypair } from './keys/create-keypair.js'
import { resolvePassword } from './passwords/password.js'
import { decodePassword, encodePassword, passwordVariable } from './passwords/password-variable.js'
import { ALICE, golden } from './testing/golden.js'
import { encryptedFile, expectRedacted, redacted, watchOutput } from './testing/redacted.js'
import { temporaryFolder } from './testing/temporary-folder.js'
import { createColdkey, createHotkey, createWallet } from './wallets/create-wallet.js'
import { exportKey } from './wallets/export-key.js'
import { listWallets } from './wallets/list-wallets.js'
import { loadColdkey, loadHotkey } from './wallets/load-key.js'
import { openWallet } from './wallets/open-wallet.js'
import { walletFiles } from './wallets/wallet-files.js'

const { mnemonic, seed, privateKey, polkadot, address, password } = golden
const variable = 'BT_PW_X'
const envValue = encodePassword(variable, password)

describe('no secret of a wallet gets out', () => {
  watchOutput()

  it('finds a secret in what does show one', () => {
    const leaks: unknown[] = [
      { mnemonic },
      new Error(`bad phrase ${mnemonic}`),
      new Error('bad', { cause: { seed: Buffer.from(seed, 'hex') } }),
      Object.defineProperty({}, 'hidden', { value: polkadot, enumerable: false }),
      [new Map([['k', Uint8Array.from(Buffer.from(privateKey, 'hex'))]])],
      {
        get password() {
          return password
        },
      },
      Object.assign(() => 0, { key: Buffer.from(polkadot, 'hex') }),
    ]
    for (const leak of leaks) expect(() => expectRedacted(leak)).toThrow('it shows')
  })

  const fields = { ss58Address: address, accountId: 'x' }
  it.each<[string, string]>([
    ['a whole file', exportKey({ mnemonic }).keyfile()],
    ['an ed25519 file', exportKey({ mnemonic }, { scheme: 'ed25519' }).keyfile()],
    ['a phrase', JSON.stringify({ secretPhrase: mnemonic, accountType: mnemonic, ...fields })],
    ['a seed', JSON.stringify({ secretSeed: seed, ...fields })],
    ['a private key', JSON.stringify({ privateKey, ...fields })],
    ['a raw seed', seed],
    ['a raw private key', privateKey],
    ['a raw phrase', mnemonic],
  ])('of %s that is read', async (_, text) => {
    await redacted('well', () => parseKeyfile(text))
    const { keypair } = parseKeyfile(text)
    await redacted('well', () => keypair?.sign(Uint8Array.of(1)))
  })

  const json = (value: object) => JSON.stringify(value)
  it.each<[string, string | Uint8Array]>([
    ['cut off', json({ secretPhrase: mnemonic }).slice(0, -3)],
    ['cut off in front', json({ secretPhrase: mnemonic }).slice(2)],
    ['with something behind it', `${json({ secretSeed: seed })} ${mnemonic}`],
    ['with another address', json({ secretPhrase: mnemonic, ss58Address: ALICE })],
    ['with a phrase for its address', json({ secretSeed: seed, ss58Address: mnemonic })],
    ['with a seed for its address', json({ secretPhrase: mnemonic, ' ss58Address': seed })],
    ['with only a phrase for its address', json({ ss58Address: mnemonic })],
    ['with a bad phrase', json({ secretPhrase: `${mnemonic} abandon` })],
    ['with a phrase of a wrong checksum', json({ secretPhrase: 'abandon '.repeat(12) })],
    ['with a path behind the phrase', json({ secretPhrase: `${mnemonic}//${password}` })],
    ['with a short seed', json({ secretSeed: seed.slice(2), privateKey })],
    ['with a seed that is no hex', json({ secretSeed: mnemonic })],
    ['with the key of polkadot', json({ privateKey: polkadot, ...fields })],
    ['with a private key of 63 bytes', json({ privateKey: privateKey.slice(2) })],
    ['of an unknown curve', json({ secretPhrase: mnemonic, cryptoType: 2 })],
    ['with secrets for names', json({ [mnemonic]: seed, [polkadot]: privateKey })],
    ['of polkadot.js', json({ encoded: mnemonic, encoding: seed, address })],
    ['that is a bad raw phrase', `${mnemonic} about`],
    ['that is a raw key of polkadot', polkadot],
    ['that is half a raw key', privateKey.slice(0, 100)],
    ['that is a list', json([mnemonic, seed])],
    ['that is no text', Buffer.concat([Buffer.from(mnemonic), Buffer.of(0xff)])],
  ])('of a file %s', async (_, text) => {
    await redacted('badly', () => parseKeyfile(text))
    await using folder = await temporaryFolder()
    const [file, path] = [join(folder.path, 'default/hotkeys/default'), folder.path]
    await writeFile(join(folder.path, 'key'), text)
    await redacted('badly', () => readKeyfile(join(folder.path, 'key'), { env: {} }))
    await redacted('badly', () => inspectKeyfile(join(folder.path, 'key')))
    await createHotkey({ path, env: {}, source: { mnemonic } })
    await writeFile(file, text)
    await redacted('well', () => listWallets({ path }))
    await redacted('badly', () => openWallet({ path, env: {} }))
    await redacted('badly', () => loadHotkey({ path, env: {} }))
  })

  it('of what a person types', async () => {
    const long = `${mnemonic} abandon`
    await redacted('badly', () => createKeypair(long))
    await redacted('badly', () => createKeypair(`${mnemonic}/soft`, { scheme: 'ed25519' }))
    await redacted('badly', () => createKeypair(`0x${seed}00`))
    await redacted('badly', () => exportKey({ mnemonic: long, mnemonicPassword: password }))
    await redacted('badly', () => exportKey({ seed: `${seed}zz` }))
    await redacted('badly', () => exportKey({ privateKey: polkadot }))
    await redacted('badly', () => exportKey({ uri: `${mnemonic}//` }))
    await redacted('badly', () => walletFiles({ name: `${mnemonic}/a/b` }))
    await redacted('badly', () => walletFiles({ name: `${password}\n` }))
    await redacted('well', () => exportKey({ mnemonic, mnemonicPassword: password }))
    await redacted('well', () => createKeypair(`0x${seed}`))
  })

  it('of passwords, wherever they come from', async () => {
    await using folder = await temporaryFolder()
    const [path, passwordFile] = [join(folder.path, 'x'), join(folder.path, 'password')]
    const name = passwordVariable(path)
    await writeFile(passwordFile, password)
    await writeFile(path, encryptedFile('ansible_vault_1_1'))
    const cut = { [name]: encodePassword(name, password).slice(0, -1) }
    await redacted('well', () => resolvePassword(path, { password }))
    await redacted('well', () => resolvePassword(path, { env: { [name]: encodePassword(name, password) } }))
    await redacted('well', () => resolvePassword(path, { env: {}, passwordFile }))
    await redacted('well', () => resolvePassword(path, { env: {}, prompt: async () => password }))
    await redacted('badly', () => resolvePassword(path, { env: cut }))
    await redacted('badly', () => decodePassword('BT_PW_ANOTHER_NAME', `${envValue}=`))
    await redacted('well', () => unlockKeyfile(path, { env: { BT_WALLET_PASSWORD: password } }))
    for (const sources of [
      { password: `${password}!` },
      { env: { BT_WALLET_PASSWORD: `${password}!` } },
      { env: { [name]: encodePassword(name, `${password}!`) } },
      { env: {}, prompt: async () => `${password}!` },
    ]) {
      await redacted('badly', () => unlockKeyfile(path, sources))
    }
    for (const weak of ['abandonabandon', 'golden']) {
      await redacted('badly', () => createColdkey({ path: folder.path, env: {}, password: weak }))
    }
  })

  it('of files that are written', async () => {
    await using folder = await temporaryFolder()
    const options = { path: folder.path, env: {} }
    const source = { mnemonic }
    await redacted('well', () => createColdkey({ ...options, password: null, source }))
    await redacted('well', () => createHotkey({ ...options, source: { privateKey } }))
    await redacted('badly', () => createHotkey({ ...options, source }))
    await redacted('badly', () => createWallet({ ...options, password }))
    await redacted('badly', () => writeKeyfile('/dev/null/x', source, { password: null }))
    await redacted('well', () => loadColdkey(options))
    await redacted('badly', () => loadHotkey(options))
    await redacted('well', () => openWallet(options))
    await redacted('well', () => listWallets(options))
  })
})
