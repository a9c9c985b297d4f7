import { describe, it } from 'vitest'
import { decryptKeyfile } from './keyfile/crypt-keyfile.js'
import { ARGON2_TIMEOUT_MS, golden } from './testing/golden.js'
import { encryptedFile, expectRedacted, redacted, watchOutput } from './testing/redacted.js'

const { mnemonic, password } = golden

describe('no secret of a wallet gets out', () => {
  watchOutput()

  const names = ['ansible_vault_1_1', 'nacl_golden_password', 'fernet_legacy']
  it.each(names)('of an encrypted file: %s', { timeout: ARGON2_TIMEOUT_MS }, async (name) => {
    const file = encryptedFile(name)
    const progress: unknown[] = []
    const options = { path: '/w/coldkey', onProgress: (step: unknown) => void progress.push(step) }
    await redacted('badly', () => decryptKeyfile(file, `${password}!`, options))
    await redacted('badly', () => decryptKeyfile(file.subarray(0, 40), password, options))
    const signal = AbortSignal.abort(new Error(`${password} ${mnemonic}`))
    await redacted('badly', () => decryptKeyfile(file, password, { ...options, signal }))
    if (name !== 'ansible_vault_1_1') {
      await redacted('badly', () => decryptKeyfile(file, password, { ...options, deadlineMs: 5 }))
    }
    expectRedacted(progress)
  })
})
