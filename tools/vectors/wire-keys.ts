import { isSubnetError } from '@subnetkit/base'
import { createKeypair, decodeAddress, encodeAddress, isAddress, type KeyScheme } from '@subnetkit/wallet'
import { z } from 'zod'
import { bytesOf, caseKind, comparer, hex, hexOf, nameField, note, scheme } from './cases.js'
import type { VectorKind } from './kind.js'

const derived = z.union([
  z.strictObject({ ss58: z.string(), publicKey: hex }),
  z.strictObject({ error: z.string() }),
])
const devUriCase = z
  .strictObject({ uri: z.string(), note, sr25519: derived.optional(), ed25519: derived.optional() })
  .refine((given) => given.sr25519 ?? given.ed25519, 'the case states no address')

function deriveAs(uri: string, scheme: KeyScheme): z.infer<typeof derived> {
  try {
    const { address, publicKey } = createKeypair(uri, { scheme })
    return { ss58: address, publicKey: hexOf(publicKey) }
  } catch (error) {
    if (!isSubnetError(error, 'KEY_INVALID')) throw error
    return { error: error.message }
  }
}

function compareDevUri(given: z.infer<typeof devUriCase>): string | null {
  const { same, problem } = comparer()
  for (const scheme of ['sr25519', 'ed25519'] as const) {
    const theirs = given[scheme]
    if (theirs === undefined) continue
    const ours = deriveAs(given.uri, scheme)
    // Wordings of refusals differ from tool to tool: that it is refused is what counts.
    if ('error' in theirs) same(`${scheme} refused`, 'error' in ours, true)
    else same(scheme, ours, { ss58: theirs.ss58, publicKey: theirs.publicKey })
  }
  return problem()
}

const derivationCase = z
  .strictObject({
    uri: z.string(),
    note,
    scheme: scheme.optional(),
    ss58: z.string().optional(),
    publicKey: hex.optional(),
    error: z.string().optional(),
  })
  .refine((given) => given.ss58 ?? given.publicKey ?? given.error, 'the case states no answer')

function compareDerivation(given: z.infer<typeof derivationCase>): string | null {
  const { same, problem } = comparer()
  const ours = deriveAs(given.uri, given.scheme ?? 'sr25519')
  same('refused', 'error' in ours, given.error !== undefined)
  if (given.ss58 !== undefined) same('ss58', 'ss58' in ours ? ours.ss58 : null, given.ss58)
  if (given.publicKey !== undefined)
    same('publicKey', 'publicKey' in ours ? ours.publicKey : null, given.publicKey)
  return problem()
}

const ss58Case = z.strictObject({
  name: z.string().optional(),
  note,
  address: z.string(),
  publicKey: hex.optional(),
  prefix: z.number().optional(),
  error: z.string().optional(),
  valid_for_bittensor: z.boolean().optional(),
})

function compareSs58(given: z.infer<typeof ss58Case>): string | null {
  const { same, problem } = comparer()
  const { address, publicKey, prefix = 42, error, valid_for_bittensor } = given
  if (publicKey === undefined && error === undefined && valid_for_bittensor === undefined) {
    return 'the case states nothing to compare'
  }
  if (publicKey !== undefined) {
    same('address', encodeAddress(bytesOf(publicKey), { prefix }), address)
    same('publicKey', hexOf(decodeAddress(address, { prefix })), publicKey)
  }
  if (error !== undefined) same('decodes', isAddress(address, { prefix }), false)
  if (valid_for_bittensor !== undefined) same('valid_for_bittensor', isAddress(address), valid_for_bittensor)
  return problem()
}

/** Secret URIs and addresses. */
export const keyVectors: readonly VectorKind[] = [
  caseKind(/^dev-uris.*\.json$/, devUriCase, nameField, compareDevUri),
  caseKind(/^derivation-known-answers.*\.json$/, derivationCase, nameField, compareDerivation),
  caseKind(/^ss58.*\.json$/, ss58Case, nameField, compareSs58),
]
