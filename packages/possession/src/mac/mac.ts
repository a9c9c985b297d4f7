import { ensureInput } from '../errors.js'
import { leafBytes, leavesOf } from '../merkle/leaf.js'
import { elementBytes, elementFrom, mod, readElement, writeElement } from './field.js'

/** Bytes of a sector: a leaf has 74 of them, the last one padded with zeros. */
const sectorBytes = 14
const sectors = Math.ceil(leafBytes / sectorBytes)
/** 16-bit limbs of a sector and of a coefficient. */
const sectorLimbs = sectorBytes / 2
const elementLimbs = elementBytes / 2

/** Bytes of a tag: 1.6 % of its leaf. */
export const tagBytes = elementBytes
/** Bytes of a proof, whatever the size of the object and the number of leaves: 1,200. */
export const macProofBytes = (sectors + 1) * elementBytes

/** Leaf that a challenge asks about, and its coefficient. */
export interface Challenged {
  readonly index: number
  readonly coefficient: bigint
}

/** Makes tags of leaves, and verifies proofs: both need the key. */
export interface PossessionMac {
  /** Returns the tag of a leaf. */
  tag(index: number, leaf: Uint8Array): Uint8Array
  /** Returns true if a proof answers the challenge for an object with these tags. False for anything else, whatever its bytes. */
  verify(challenge: readonly Challenged[], proof: Uint8Array): boolean
}

/**
 * Message authentication codes of Shacham and Waters with private verification. The owner tags each leaf `m` of index `i` with
 * f(i) + sum of a_j m_j and gives tags and leaves away; the holder answers a challenge with sums over the challenged leaves, of
 * constant size; only the owner of the key can verify them. A proof for data that was lost is accepted with probability 2^-127.
 * Throws POSSESSION_INPUT_INVALID for a key that is not 32 bytes.
 */
export function createPossessionMac(key: Uint8Array): PossessionMac {
  ensureInput(key.length === 32, 'createPossessionMac', `the key has ${key.length} bytes`, '32 secret bytes')
  const alphas = Array.from({ length: sectors }, (_, at) => elementFrom(key, `sector ${at}`))
  const limbs = Float64Array.from(alphas.flatMap((alpha) => limbsOf(alpha)))
  const maskOf = (index: number) => elementFrom(key, `leaf ${index}`)
  const padded = new Uint16Array(sectors * sectorLimbs)
  const bytes = new Uint8Array(padded.buffer)
  const columns = new Float64Array(sectorLimbs + elementLimbs - 1)
  return {
    tag(index, leaf) {
      ensureInput(
        leaf.length >= 1 && leaf.length <= leafBytes,
        'tag',
        `the leaf has ${leaf.length} bytes`,
        `1 to ${leafBytes} bytes`,
      )
      bytes.fill(0)
      bytes.set(leaf)
      columns.fill(0)
      // Schoolbook products of 16-bit limbs; a column stays below 2^42.
      for (let sector = 0; sector < sectors; sector += 1) {
        for (let low = 0; low < sectorLimbs; low += 1) {
          const limb = padded[sector * sectorLimbs + low]!
          for (let high = 0; high < elementLimbs; high += 1) {
            columns[low + high]! += limb * limbs[sector * elementLimbs + high]!
          }
        }
      }
      let sum = maskOf(index)
      for (const [at, column] of columns.entries()) sum += BigInt(column) << BigInt(16 * at)
      return writeElement(mod(sum))
    },
    verify(challenge, proof) {
      if (proof.length !== macProofBytes || challenge.length === 0) return false
      const elements = Array.from({ length: sectors + 1 }, (_, at) =>
        readElement(proof.subarray(at * elementBytes, (at + 1) * elementBytes)),
      )
      if (elements.includes(null)) return false
      const [claimed, ...mus] = elements as bigint[]
      let sum = 0n
      for (const { index, coefficient } of challenge) sum += coefficient * maskOf(index)
      for (const [at, mu] of mus.entries()) sum += alphas[at]! * mu
      return mod(sum) === claimed
    },
  }
}

/** Leaf of a challenge with its tag, as the holder reads it. */
export interface TaggedLeaf {
  readonly leaf: Uint8Array
  readonly tag: Uint8Array
}

/**
 * Proves possession of the challenged leaves: the sum of their tags and that of each of their sectors, by the coefficients.
 * Throws POSSESSION_INPUT_INVALID for a tag that is none, and what `read` throws.
 */
export async function provePossession(
  challenge: readonly Challenged[],
  read: (index: number) => Promise<TaggedLeaf>,
): Promise<Uint8Array> {
  const mus = Array<bigint>(sectors).fill(0n)
  let sum = 0n
  for (const { index, coefficient } of challenge) {
    const { leaf, tag } = await read(index)
    const element = readElement(tag)
    ensureInput(element !== null, 'provePossession', `leaf ${index} has no tag`, `tags of ${tagBytes} bytes`)
    sum = mod(sum + coefficient * element)
    for (const [at, sector] of sectorsOf(leaf).entries()) mus[at] = mod(mus[at]! + coefficient * sector)
  }
  return Buffer.concat([sum, ...mus].map(writeElement))
}

/** Coefficients of a challenge, from a nonce of the validator and the leaves that {@link sampleLeaves} drew. */
export function challengeOf(nonce: Uint8Array, indices: readonly number[]): Challenged[] {
  ensureInput(
    nonce.length >= 16,
    'challengeOf nonce',
    `it has ${nonce.length} bytes`,
    'at least 16 random bytes',
  )
  return indices.map((index) => ({ index, coefficient: elementFrom(nonce, `coefficient ${index}`) || 1n }))
}

/** Tags of all leaves of an object, one after the other. */
export const tagsLength = (size: number) => leavesOf(size) * tagBytes

function limbsOf(element: bigint): number[] {
  return Array.from({ length: elementLimbs }, (_, at) => Number((element >> BigInt(16 * at)) & 0xffffn))
}

/** Sectors of a leaf, each a little-endian number, as {@link PossessionMac.tag} reads them. */
function sectorsOf(leaf: Uint8Array): bigint[] {
  const hex = Buffer.from(leaf)
    .reverse()
    .toString('hex')
    .padStart(2 * sectors * sectorBytes, '0')
  const width = 2 * sectorBytes
  return Array.from({ length: sectors }, (_, at) => {
    const end = hex.length - at * width
    return BigInt(`0x${hex.slice(end - width, end)}`)
  })
}
