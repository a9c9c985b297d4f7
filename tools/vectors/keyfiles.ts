import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { exportKey, type KeyScheme, type KeySource, passwordVariable } from '@subnetkit/wallet'
import {
  decodePassword,
  decryptKeyfile,
  deriveKeyfileKey,
  encodePassword,
  keyfileEncryption,
  parseKeyfile,
} from '@subnetkit/wallet/conformance'
import { z } from 'zod'
import { bareHex, caseKind, comparer, hex, hexOf, nameField, note, sameHex, scheme } from './cases.js'
import type { VectorKind } from './kind.js'

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)
const caseInsensitiveHex = z.string().transform(sameHex)

// --- Contents of keyfiles.

const jsonCase = z.strictObject({
  name: z.string(),
  text: z.string(),
  note,
  expect: z.union([
    z.strictObject({ ss58: z.string(), crypto: scheme, can_sign: z.boolean() }),
    z.strictObject({ error: z.string() }),
  ]),
})

/** Wording of our codes in other readers; a message that matches none only has to be a refusal. */
const wordings: readonly (readonly [RegExp, readonly SubnetError['code'][]])[] = [
  [/mismatch|does not match/i, ['KEYFILE_ADDRESS_MISMATCH']],
  [/polkadot|export/i, ['KEYFILE_FOREIGN']],
  [/no (key )?fields|mnemonic|parse|json/i, ['KEYFILE_MALFORMED', 'KEYFILE_FOREIGN']],
  [/password/i, ['PASSWORD_WRONG']],
]

async function refusalOf(work: () => unknown): Promise<SubnetError['code'] | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!isSubnetError(error)) throw error
    return error.code
  }
}

async function compareRefusal(work: () => unknown, theirs: string): Promise<string | null> {
  const code = await refusalOf(work)
  if (code === null) return `it was taken, though "${theirs}" is expected`
  const [, codes] = wordings.find(([wording]) => wording.test(theirs)) ?? []
  return !codes || codes.includes(code) ? null : `refused with ${code} where "${theirs}" is expected`
}

async function compareJson({ text, expect }: z.infer<typeof jsonCase>): Promise<string | null> {
  if ('error' in expect) return await compareRefusal(() => parseKeyfile(text), expect.error)
  const { same, problem } = comparer()
  const { address, scheme, keypair } = parseKeyfile(text)
  same('ss58', address, expect.ss58)
  same('crypto', scheme, expect.crypto)
  same('can_sign', keypair !== null, expect.can_sign)
  if (keypair) same('address of the signing key', keypair.address, expect.ss58)
  return problem()
}

// --- Derivation.

const derivedKey = z.strictObject({
  public: hex,
  ss58: z.string(),
  keyfile_privateKey: hex.optional(),
  polkadot_js_secretKey: hex.optional(),
})
const deriveCase = z.strictObject({
  name: z.string(),
  mnemonic: z.string(),
  password: z.string().optional(),
  bip39_password: z.string().optional(),
  entropy: hex.optional(),
  mini_secret_seed: hex.optional(),
  note,
  error: z.string().optional(),
  sr25519: derivedKey.optional(),
  ed25519: derivedKey.optional(),
})

async function compareDerive(given: z.infer<typeof deriveCase>): Promise<string | null> {
  const { mnemonic, error } = given
  const password = given.password ?? given.bip39_password
  const source: KeySource = { mnemonic, ...(password === undefined ? {} : { mnemonicPassword: password }) }
  if (error !== undefined) return await compareRefusal(() => exportKey(source), error)
  const { same, problem } = comparer()
  const key = exportKey(source)
  // The entropy is that of the phrase, with any password.
  if (given.entropy !== undefined) same('entropy', shown(exportKey({ mnemonic }).entropy()), given.entropy)
  if (given.mini_secret_seed !== undefined)
    same('mini_secret_seed', shown(key.seed()), given.mini_secret_seed)
  for (const curve of ['sr25519', 'ed25519'] as const) {
    const theirs = given[curve]
    if (theirs) same(curve, derivedAs(source, curve, theirs), theirs)
  }
  return given.sr25519 || given.ed25519 ? problem() : (problem() ?? 'the case states no key')
}

function derivedAs(source: KeySource, scheme: KeyScheme, stated: z.infer<typeof derivedKey>) {
  const key = exportKey(source, { scheme })
  const ours = {
    public: hexOf(key.publicKey),
    ss58: key.address,
    keyfile_privateKey: hexOf(key.privateKey()),
    polkadot_js_secretKey: hexOf(key.polkadotSecretKey()),
  }
  // In the order of the file, and only what it states.
  return Object.fromEntries(Object.keys(stated).map((name) => [name, ours[name as keyof typeof ours]]))
}

const shown = (bytes: Uint8Array | null) => bytes && hexOf(bytes)

// --- Encrypted files.

const encryptedCase = z
  .strictObject({
    name: z.string(),
    format: z.string(),
    password: z.string(),
    derived_key_hex: caseInsensitiveHex.optional(),
    fernet_key_base64url: z.string().optional(),
    nonce_hex: caseInsensitiveHex.optional(),
    salt_hex: caseInsensitiveHex.optional(),
    file_base64: base64.optional(),
    file_text: z.string().optional(),
    file_length: z.number().optional(),
    plaintext: z.string().optional(),
    error: z.string().optional(),
    expect: z.strictObject({ error: z.string() }).optional(),
    note,
  })
  .refine((given) => given.file_base64 ?? given.file_text, 'the case holds no file')

async function compareEncrypted(given: z.infer<typeof encryptedCase>): Promise<string | null> {
  const { same, problem } = comparer()
  const { password, plaintext } = given
  const data =
    given.file_text === undefined
      ? Buffer.from(given.file_base64 ?? '', 'base64')
      : Buffer.from(given.file_text)
  if (given.file_length !== undefined) same('file_length', data.length, given.file_length)
  const error = given.error ?? given.expect?.error
  if (error !== undefined)
    return problem() ?? (await compareRefusal(() => decryptKeyfile(data, password), error))
  if (plaintext === undefined) return 'the case states no plaintext'
  const format = keyfileEncryption(data)
  same('format', format, given.format.replace(/-legacy$/, ''))
  if (given.nonce_hex !== undefined) same('nonce_hex', bareHex(data.subarray(5, 29)), given.nonce_hex)
  if (given.salt_hex !== undefined) same('salt_hex', saltOf(data), given.salt_hex)
  if (given.derived_key_hex !== undefined || given.fernet_key_base64url !== undefined) {
    const key = await deriveKeyfileKey(data, password)
    if (given.derived_key_hex !== undefined) same('derived_key_hex', bareHex(key), given.derived_key_hex)
    if (given.fernet_key_base64url !== undefined) {
      const text = Buffer.from(key).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
      same('fernet_key_base64url', text, given.fernet_key_base64url)
    }
  }
  same('plaintext', Buffer.from(await decryptKeyfile(data, password)).toString(), plaintext)
  return problem()
}

/** The first line of a vault's body, which is hex of hex. */
function saltOf(vault: Buffer): string {
  const body = Buffer.from(vault.toString().split('\n').slice(1).join(''), 'hex')
  return body.toString().split('\n')[0] ?? ''
}

// --- Passwords in the environment.

const envCase = z.strictObject({
  name: z.string().optional(),
  path: z.string(),
  env_var: z.string(),
  password: z.string(),
  env_value_base64: base64,
  note,
})

function compareEnv({ path, env_var, password, env_value_base64 }: z.infer<typeof envCase>): string | null {
  const { same, problem } = comparer()
  same('env_var', passwordVariable(path), env_var)
  same('env_value_base64', encodePassword(env_var, password), env_value_base64)
  same('password', decodePassword(env_var, env_value_base64), password)
  return problem()
}

const nameOrPath = (raw: Record<string, unknown>, index: number) => String(raw.name ?? raw.path ?? index)

/** Wallet files. An encrypted case takes seconds and 512 MiB: they run one after another. */
export const keyfileVectors: readonly VectorKind[] = [
  caseKind(/^keyfile-json.*\.json$/, jsonCase, nameField, compareJson),
  caseKind(/^keyfile-derive.*\.json$/, deriveCase, nameField, compareDerive),
  caseKind(/^keyfile-encrypted.*\.json$/, encryptedCase, nameField, compareEncrypted),
  caseKind(/^keyfile-env.*\.json$/, envCase, nameOrPath, compareEnv),
]
