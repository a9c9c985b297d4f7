import type { Registry } from '@polkadot/types/types'
import { bnToU8a, compactToU8a, hexToU8a } from '@polkadot/util'
import { chainError } from '../errors/chain-error.js'
import type { SigningRequest } from './types.js'

/** Parts of one signed extension: in the extrinsic (explicit) and in the signed bytes only (implicit). */
export interface SignedExtension {
  readonly identifier: string
  explicit(request: SigningRequest): Uint8Array
  implicit(request: SigningRequest): Uint8Array
}

type Parts = Partial<Omit<SignedExtension, 'identifier'>>

const nothing = () => new Uint8Array()
const u32 = (value: number) => bnToU8a(value, { bitLength: 32 })

/** The extensions that carry bytes. Mode 0 and an absent hash: the signature does not cover the metadata. */
const known: Readonly<Record<string, Parts>> = {
  CheckSpecVersion: { implicit: ({ specVersion }) => u32(specVersion) },
  CheckTxVersion: { implicit: ({ transactionVersion }) => u32(transactionVersion) },
  CheckGenesis: { implicit: ({ genesisHash }) => hexToU8a(genesisHash) },
  CheckMortality: { explicit: ({ era }) => hexToU8a(era), implicit: ({ birthHash }) => hexToU8a(birthHash) },
  CheckNonce: { explicit: ({ nonce }) => compactToU8a(nonce) },
  ChargeTransactionPayment: { explicit: ({ tip }) => compactToU8a(tip) },
  CheckMetadataHash: { explicit: () => Uint8Array.of(0), implicit: () => Uint8Array.of(0) },
}

const extension = (identifier: string, parts: Parts): SignedExtension => ({
  identifier,
  explicit: nothing,
  implicit: nothing,
  ...parts,
})

/** Subtensor's extensions that carry bytes, in its order (its own four carry none). */
export const subtensorExtensions: readonly SignedExtension[] = Object.entries(known).map(([name, parts]) =>
  extension(name, parts),
)

/** The extensions of a runtime, in its order. Throws EXTENSION_UNKNOWN for one that carries bytes unknown to us. */
export function extensionsOf(registry: Registry, specVersion: number): readonly SignedExtension[] {
  return registry.metadata.extrinsic.transactionExtensions.map(({ identifier, type, implicit }) => {
    const name = identifier.toString()
    const parts = known[name]
    const size = (id: typeof type) =>
      registry.createTypeUnsafe(registry.createLookupType(id), []).encodedLength
    if (!parts && size(type) + size(implicit) > 0) {
      throw chainError('EXTENSION_UNKNOWN', { extension: name, specVersion })
    }
    return extension(name, parts ?? {})
  })
}
