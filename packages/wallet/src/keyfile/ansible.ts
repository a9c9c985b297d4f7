import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { Envelope } from './envelope.js'
import { pbkdf2Key } from './pbkdf2.js'

export const ansibleMagic = '$ANSIBLE_VAULT'

const header = /^\$ANSIBLE_VAULT;1\.[12];AES256(?:;[^;\s]+)?\s*$/
const derivation = { rounds: 10_000, length: 80 }

/** Salt, authentication and ciphertext of a vault. */
interface Vault {
  readonly salt: Buffer
  readonly hmac: Buffer
  readonly sealed: Buffer
}

/** Ansible vault 1.1 and 1.2 with AES-256-CTR and HMAC-SHA256. Only read. */
export const ansible: Envelope = {
  check: (data) => (parse(data) ? null : 'it is not a whole ansible vault 1.1 or 1.2 with AES256'),
  async deriveKey(data, password, stages) {
    return await pbkdf2Key(password, parse(data)?.salt ?? Buffer.of(), derivation, stages)
  },
  async open(data, key) {
    const vault = parse(data)
    if (!vault) return null
    const mac = createHmac('sha256', key.subarray(32, 64)).update(vault.sealed).digest()
    if (!timingSafeEqual(mac, vault.hmac)) return null
    const cipher = createDecipheriv('aes-256-ctr', key.subarray(0, 32), key.subarray(64, 80))
    return unpad(Buffer.concat([cipher.update(vault.sealed), cipher.final()]))
  },
}

function parse(data: Uint8Array): Vault | undefined {
  const [first = '', ...lines] = Buffer.from(data).toString('latin1').split(/\r?\n/)
  if (!header.test(first)) return undefined
  const body = unhex(lines.join('').trim())?.toString('latin1').split('\n')
  const [salt, hmac, sealed] = (body ?? []).map(unhex)
  if (!salt || hmac?.length !== 32 || !sealed?.length) return undefined
  return { salt, hmac, sealed }
}

function unhex(text: string): Buffer | undefined {
  return /^([0-9a-fA-F]{2})*$/.test(text) ? Buffer.from(text, 'hex') : undefined
}

/** Removes the PKCS#7 padding; null if there is none, which an authentic vault always has. */
function unpad(bytes: Buffer): Uint8Array | null {
  const count = bytes.at(-1) ?? 0
  const padded = count >= 1 && count <= 16 && count <= bytes.length
  return padded && bytes.subarray(-count).every((byte) => byte === count) ? bytes.subarray(0, -count) : null
}
