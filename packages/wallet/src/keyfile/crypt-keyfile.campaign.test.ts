import { afterEach, describe, expect, it } from 'vitest'
import vectors from '../../fixtures/wire/keyfile-encrypted.json' with { type: 'json' }
import { codeOf } from '../testing/code-of.js'
import { ARGON2_TIMEOUT_MS, golden } from '../testing/golden.js'
import { decryptKeyfile, encryptKeyfile, keyfileEncryption } from './crypt-keyfile.js'
import type { UnlockProgress } from './keyfile.js'

interface Vector {
  readonly name: string
  readonly format: string
  readonly password: string
  readonly plaintext: string
  readonly file_base64?: string
  readonly file_text?: string
}
const cases: readonly Vector[] = vectors.cases
const vector = (name: string): Vector => {
  const found = cases.find((one) => one.name === name)
  if (!found) throw new Error(`no case ${name}`)
  return found
}
const fileOf = ({ file_base64, file_text }: Vector) =>
  file_text === undefined ? Buffer.from(file_base64 ?? '', 'base64') : Buffer.from(file_text)
const nacl = fileOf(vector('nacl_golden_password'))
const ansible = fileOf(vector('ansible_vault_1_1'))
const fernet = fileOf(vector('fernet_legacy'))
const { password } = golden

/** Turns of the main thread while `work` was running. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let running = true
  const turn = () => {
    turns++
    if (running) setTimeout(turn)
  }
  setTimeout(turn)
  await work().finally(() => {
    running = false
  })
  return turns
}

const workers = () =>
  process.getActiveResourcesInfo().filter((name) => /worker|messageport/i.test(name)).length

describe('decryptKeyfile', () => {
  const before = workers()
  afterEach(() => expect(workers()).toBe(before))

  it.each(['nacl_golden_password', 'fernet_legacy', 'ansible_vault_1_1'])(
    'opens %s beside the main thread',
    { timeout: ARGON2_TIMEOUT_MS },
    async (name) => {
      const { plaintext, format } = vector(name)
      const file = fileOf(vector(name))
      expect(keyfileEncryption(file)).toBe(format.replace('-legacy', ''))
      const progress: UnlockProgress[] = []
      let plain = ''
      const turns = await turnsDuring(async () => {
        plain = Buffer.from(
          await decryptKeyfile(file, password, { onProgress: (step) => progress.push(step) }),
        ).toString()
      })
      expect(plain).toBe(plaintext)
      // A blocked thread comes round once for each of our own awaits; this one for every millisecond or two.
      if (format !== 'ansible') expect(turns).toBeGreaterThan(100)
      const stages = [...new Set(progress.map((step) => step.stage))]
      expect(stages).toEqual(format === 'nacl' ? ['waiting', 'deriving', 'opening'] : ['deriving', 'opening'])
      if (format !== 'ansible')
        expect(progress.filter((step) => step.stage === 'deriving').length).toBeGreaterThan(2)
    },
  )

  it('refuses a wrong password, and a changed file as one', async () => {
    const changed = Buffer.from(ansible)
    changed.write('4', changed.length - 2)
    expect(await codeOf(() => decryptKeyfile(ansible, 'wrong'))).toBe('PASSWORD_WRONG')
    expect(await codeOf(() => decryptKeyfile(changed, password))).toBe('PASSWORD_WRONG')
    expect(await codeOf(() => decryptKeyfile(nacl, ''))).toBe('PASSWORD_WRONG')
    expect(await codeOf(() => encryptKeyfile(nacl, ''))).toBe('PASSWORD_WEAK')
  })

  it.each([
    ['nacl cut off', nacl.subarray(0, 44)],
    ['a vault cut off', ansible.subarray(0, 300)],
    ['a vault of another cipher', Buffer.from(ansible.toString().replace('AES256', 'AES'))],
    ['a token cut off', fernet.subarray(0, 301)],
    ['a token of other letters', Buffer.from(`${fernet}!`)],
    ['a plain file', Buffer.from('{}')],
  ])('refuses %s before a password is tried', async (_, file) => {
    const progress: UnlockProgress[] = []
    const options = { onProgress: (step: UnlockProgress) => progress.push(step) }
    expect(await codeOf(() => decryptKeyfile(file, password, options))).toBe('KEYFILE_MALFORMED')
    expect(progress).toEqual([])
  })

  it('is called off and runs into its deadline, while it works and while it waits', async () => {
    const controller = new AbortController()
    const onProgress = ({ stage, elapsedMs }: UnlockProgress) => {
      if (stage === 'deriving' && elapsedMs > 0) controller.abort(new Error(password))
    }
    const first = codeOf(() => decryptKeyfile(nacl, password, { onProgress, signal: controller.signal }))
    const late = codeOf(() => decryptKeyfile(nacl, password, { deadlineMs: 20 }))
    const second = codeOf(() => decryptKeyfile(nacl, password, { signal: controller.signal }))
    expect(await Promise.all([first, late, second])).toEqual([
      'UNLOCK_ABORTED',
      'UNLOCK_TOO_SLOW',
      'UNLOCK_ABORTED',
    ])
    expect(await codeOf(() => decryptKeyfile(nacl, password, { signal: AbortSignal.abort() }))).toBe(
      'UNLOCK_ABORTED',
    )
    expect(await codeOf(() => decryptKeyfile(nacl, password, { deadlineMs: 100 }))).toBe('UNLOCK_TOO_SLOW')
    expect(await codeOf(() => decryptKeyfile(fernet, password, { deadlineMs: 5 }))).toBe('UNLOCK_TOO_SLOW')
  })
})
