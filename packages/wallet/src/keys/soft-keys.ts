import { u8aConcat } from '@polkadot/util'
import { reasonOf } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { checkText } from '../option-fields.js'
import { type KeyMaterial, keypairOf, softParents } from './key-material.js'
import type { Keypair } from './keypair.js'
import { type Junction, parseSecretUri } from './secret-uri.js'
import { decodeAddress, encodeAddress } from './ss58.js'
import { sr25519DeriveKeypairSoft, sr25519DerivePublicSoft } from './wasm.js'

/**
 * Returns the address of a soft path below an sr25519 address, such as `/invoices/7`. No secret is needed: who holds that of the
 * address derives the key that signs for it, with {@link deriveSoftKeypair} or any tool that takes a secret URI with the same path.
 * Throws ADDRESS_INVALID, and KEY_INVALID for a path with a hard part.
 *
 * @example
 * deriveSoftAddress('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', '/invoices/7')
 */
export function deriveSoftAddress(address: string, path: string): string {
  const parent = decodeAddress(address)
  const junctions = softJunctions(path, 'deriveSoftAddress')
  try {
    return encodeAddress(
      junctions.reduce((key, { chainCode }) => sr25519DerivePublicSoft(key, chainCode), parent),
    )
  } catch (error) {
    const detail = `${address} is no sr25519 key: ${reasonOf(error)}`
    throw walletError('ADDRESS_INVALID', { place: '', detail }, { cause: error })
  }
}

/**
 * Returns the keypair of a soft path below another keypair. Keep it as secret as that one: with it and the public key of the parent,
 * the parent's secret can be computed. Throws KEY_INVALID for a path with a hard part, and for a keypair that this package did not
 * make or that is not sr25519.
 */
export function deriveSoftKeypair(keypair: Keypair, path: string): Keypair {
  const junctions = softJunctions(path, 'deriveSoftKeypair')
  const parent = softParents.get(keypair)
  if (parent === undefined) {
    throw walletError('KEY_INVALID', { detail: 'only sr25519 keypairs of this package have soft paths' })
  }
  const pair = junctions.reduce(
    (key, { chainCode }) => sr25519DeriveKeypairSoft(key, chainCode),
    u8aConcat(parent.secretKey, parent.publicKey),
  )
  const material: KeyMaterial = {
    ...{ scheme: 'sr25519', secretKey: pair.slice(0, 64), publicKey: pair.slice(64) },
    ...{ seed: null, phrase: null },
  }
  return keypairOf(material)
}

function softJunctions(path: string, place: string): readonly Junction[] {
  const text = checkText(path, `${place} path`)
  const { path: junctions } = parseSecretUri(`//root${text}`)
  const [, ...rest] = junctions
  if (!/^(\/[^/]+)+$/.test(text) || rest.some(({ hard }) => hard)) {
    throw walletError('KEY_INVALID', { detail: 'the path is not made of /soft parts' })
  }
  return rest
}
