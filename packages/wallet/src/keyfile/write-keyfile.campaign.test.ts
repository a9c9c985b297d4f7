import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ARGON2_TIMEOUT_MS, golden } from '../testing/golden.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { inspectKeyfile, readKeyfile } from './read-keyfile.js'
import { writeKeyfile } from './write-keyfile.js'

it('seals with a password', { timeout: ARGON2_TIMEOUT_MS }, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'coldkey')
  await writeKeyfile(path, { mnemonic: golden.mnemonic }, { password: golden.password })
  const text = (await readFile(path)).toString('latin1')
  expect(text.startsWith('$NACL')).toBe(true)
  expect(text).not.toContain('abandon')
  const read = await readKeyfile(path, { password: golden.password, env: {} })
  expect([read.address, read.encryption, read.keypair?.address]).toEqual([
    golden.address,
    'nacl',
    golden.address,
  ])
  expect(await inspectKeyfile(path)).toMatchObject({ encryption: 'nacl', address: null, canSign: null })
})
