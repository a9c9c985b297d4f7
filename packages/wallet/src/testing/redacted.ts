import { afterEach, beforeEach, expect, vi } from 'vitest'
import encrypted from '../../fixtures/wire/keyfile-encrypted.json' with { type: 'json' }
import { encodePassword } from '../passwords/password-variable.js'
import { exposed } from './exposed.js'
import { golden } from './golden.js'

const { mnemonic, seed, privateKey, polkadot, password } = golden
const envValue = encodePassword('BT_PW_X', password)

/** The secrets in every spelling that a leak could have; parts, too, as a message may quote a piece. */
const spellings = [
  mnemonic,
  'abandon',
  password,
  envValue,
  ...[seed, privateKey, polkadot].flatMap((hex) => {
    const bytes = Buffer.from(hex, 'hex')
    const halves = [bytes.subarray(0, 8), bytes.subarray(-8)]
    return halves.flatMap((part) => [
      part.toString('hex'),
      [...part].join(','),
      [...part].join(', '),
      part.toString('base64').slice(0, 10),
      part.toString('latin1'),
    ])
  }),
].map((secret) => secret.toLowerCase())

/** Fails if `value` shows a secret of the golden wallet, however deep. */
export function expectRedacted(value: unknown): void {
  const text = exposed(value)
  for (const secret of spellings)
    expect(text.includes(secret), `it shows ${secret}: ${text.slice(0, 300)}`).toBe(false)
}

/** Output or error of `work`, which must show no secret; fails if it does not end as expected. */
export async function redacted(ends: 'well' | 'badly', work: () => unknown): Promise<void> {
  const result = await Promise.resolve()
    .then(work)
    .then(
      (value) => ({ ends: 'well', value }),
      (error: unknown) => ({ ends: 'badly', value: error }),
    )
  expectRedacted(result.value)
  expect(result.ends).toBe(ends)
}

/** Keeps what the tests of a suite write to the console, stdout and stderr, and fails if it shows a secret. */
export function watchOutput(): void {
  const written: string[] = []
  beforeEach(() => {
    written.length = 0
    const note = (...parts: unknown[]) => {
      written.push(exposed(parts))
      return true
    }
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const) {
      vi.spyOn(console, name).mockImplementation(note)
    }
    vi.spyOn(process.stdout, 'write').mockImplementation(note)
    vi.spyOn(process.stderr, 'write').mockImplementation(note)
    vi.spyOn(process, 'emitWarning').mockImplementation(note)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    expectRedacted(written)
  })
}

/** Encrypted keyfile of the vectors. */
export const encryptedFile = (name: string): Buffer => {
  const found = encrypted.cases.find((one) => one.name === name)
  if (found && 'file_text' in found && found.file_text) return Buffer.from(found.file_text)
  return Buffer.from(found && 'file_base64' in found ? (found.file_base64 ?? '') : '', 'base64')
}
