import { createHash, createPublicKey, verify as verifyBytes } from 'node:crypto'
import { verify as verifySr25519 } from '@scure/sr25519'

/** A request as a verifier receives it. */
export interface WireRequest {
  readonly method: string
  readonly target: string
  readonly body: Buffer
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** `ok` or the code of the refusal. */
export type Verdict = string

interface ReferenceOptions {
  /** Own hotkey. */
  readonly self: string
  /** Trusted scheme of a sender. */
  readonly schemeOf: (hotkey: string) => 'sr25519' | 'ed25519'
  /** Unix time in ns. */
  readonly now: () => bigint
}

/** A refusal of the reference. */
class Refused extends Error {}

/**
 * Second implementation of btauth/1, written from its specification alone, with other cryptography: the verdict and the
 * code that a verifier must reach. It shares nothing with the packages.
 */
export function createReferenceVerifier({ self, schemeOf, now }: ReferenceOptions) {
  /** Nonces by the time after which they are stale. */
  const used = new Map<string, bigint>()

  function check({ method, target, body, headers }: WireRequest): void {
    const one = (name: string) => single(headers, `x-bittensor-${name}`)
    if (one('version') !== '1') refuse('AUTH_MALFORMED')
    const sender = one('hotkey')
    const digits = one('nonce')
    const named = one('crypto')
    const signature = one('signature')
    const receiver = one('receiver')
    if (!sender || !digits || !/^[0-9]+$/.test(digits)) refuse('AUTH_MALFORMED')
    const scheme = schemeOfHeader(named)
    if (scheme !== schemeOf(sender)) refuse('AUTH_BAD_SIGNATURE')
    const bytes = hexBytes(signature)
    if (receiver !== self) refuse('AUTH_WRONG_RECEIVER')
    const nonce = BigInt(digits)
    const age = now() - nonce
    if (age > 10_000_000_000n || -age > 2_000_000_000n) refuse('AUTH_STALE')
    const publicKey = publicKeyOf(sender)
    if (publicKey === null || bytes.length !== 64) refuse('AUTH_MALFORMED')
    const hash = createHash('sha256').update(body).digest('hex')
    const lines = ['btauth/1', scheme, method.toUpperCase(), target, hash, `${nonce}`, sender, receiver]
    if (lines.some((line) => line.includes('\n') || line.includes('\r'))) refuse('AUTH_MALFORMED')
    if (!verifies(scheme, Buffer.from(lines.join('\n')), bytes, publicKey)) refuse('AUTH_BAD_SIGNATURE')
    remember(`${sender} ${nonce}`, nonce + 10_000_000_000n)
  }

  function remember(key: string, staleAfter: bigint): void {
    for (const [old, until] of used) {
      if (until >= now()) break
      used.delete(old)
    }
    if (used.has(key)) refuse('AUTH_REPLAYED')
    used.set(key, staleAfter)
  }

  return {
    judge(request: WireRequest): Verdict {
      try {
        check(request)
        return 'ok'
      } catch (error) {
        if (error instanceof Refused) return error.message
        throw error
      }
    },
  }
}

function refuse(code: string): never {
  throw new Refused(code)
}

/** Throws for a header that is there twice. */
function single(headers: WireRequest['headers'], name: string): string | undefined {
  const values = headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value)
  if (values.length > 1) refuse('AUTH_MALFORMED')
  return values[0]
}

function schemeOfHeader(named: string | undefined): 'sr25519' | 'ed25519' {
  if (named === undefined) return 'sr25519'
  const name = named.trim().toLowerCase()
  if (name === 'sr25519' || name === '1') return 'sr25519'
  if (name === 'ed25519' || name === '0') return 'ed25519'
  return refuse('AUTH_MALFORMED')
}

function hexBytes(text = ''): Buffer {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  const bytes = Buffer.from(digits, 'hex')
  if (digits === '' || bytes.toString('hex') !== digits.toLowerCase()) refuse('AUTH_MALFORMED')
  return bytes
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Public key of an SS58 address of network 42; null for any other text, and for a key that cannot be held. */
function publicKeyOf(address: string): Buffer | null {
  let value = 0n
  for (const character of address.slice(0, 60)) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return null
    value = value * 58n + BigInt(digit)
  }
  const bytes = Buffer.from(value.toString(16).padStart(70, '0'), 'hex')
  const [data, checksum] = [bytes.subarray(0, 33), bytes.subarray(33)]
  const hash = createHash('blake2b512').update('SS58PRE').update(data).digest()
  // A leading 1 adds a zero byte in front, which would make two texts of one key.
  if (bytes.length !== 35 || address.startsWith('1') || address.length > 60) return null
  if (data[0] !== 42 || !hash.subarray(0, 2).equals(checksum)) return null
  const publicKey = data.subarray(1)
  return isHeldByNobody(publicKey) ? null : publicKey
}

/** y of the points of small order of ed25519: of order 1, 2, 4 and 8, and their encodings that are not reduced. */
function isHeldByNobody(publicKey: Buffer): boolean {
  const p = 2n ** 255n - 19n
  const y = BigInt(`0x${Buffer.from(publicKey).reverse().toString('hex')}`) & (2n ** 255n - 1n)
  const order8 = BigInt('0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7')
  return [0n, 1n, p - 1n, order8, p - order8].includes(y % p)
}

function verifies(scheme: string, message: Buffer, signature: Buffer, publicKey: Buffer): boolean {
  if (scheme === 'ed25519') {
    const head = Buffer.from('302a300506032b6570032100', 'hex')
    const key = createPublicKey({ key: Buffer.concat([head, publicKey]), format: 'der', type: 'spki' })
    return verifyBytes(null, message, key, signature)
  }
  try {
    return verifySr25519(message, signature, publicKey)
  } catch {
    return false
  }
}
