import { checked, optionsOf, parseOptions } from '@subnetkit/base'
import { ciphertextOverhead, timelockEncrypt } from '@subnetkit/timelock'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { openBlock } from '../read/block-reader.js'
import { bytes, list, maybe, number } from '../read/decode.js'
import { storage } from '../read/storage-items.js'
import { type CommitmentField, commitmentLimits } from './commitment-fields.js'
import { type CommitmentRead, parseRead } from './commitments.js'
import { actionReads } from './reads.js'

/** The plaintext of a timelocked commitment, once the chain has revealed it. */
export interface RevealedCommitment {
  readonly data: Uint8Array
  /** Block that revealed it. */
  readonly block: number
}

/** Reads the plaintexts of a hotkey's timelocked commitments, the last ten, oldest first. */
export async function readRevealedCommitments(
  client: ChainClient,
  parameters: CommitmentRead,
): Promise<readonly RevealedCommitment[]> {
  const { at, ...subject } = parseRead(parameters)
  const reads = actionReads.revealedCommitments(subject)
  const { values } = await openBlock(client, { at, reads })
  const revealed = maybe(list(list((part) => part)))(values.revealed) ?? []
  return revealed.map(([data, block]) => ({ data: withoutLength(bytes(data)), block: number(block) }))
}

const round = 'the round of a beacon, a bigint from 1 up'
const sealSchema = optionsOf({
  data: checked<Uint8Array>((value) => value instanceof Uint8Array, 'a Uint8Array'),
  round: z
    .bigint({ error: round })
    .min(1n, { error: round })
    .max(2n ** 64n - 1n, { error: 'a round of 64 bits' }),
})

/**
 * Encrypts a field until a round of the chain's beacon, at which the chain decrypts it and stores the plaintext. Keep
 * the result to set it again; encrypting twice gives two different ones. Throws COMMITMENT_INVALID above 780 bytes.
 */
export async function sealCommitment(
  client: ChainClient,
  parameters: { readonly data: Uint8Array; readonly round: bigint },
): Promise<CommitmentField> {
  const { data, round } = parseOptions(sealSchema, parameters, 'sealCommitment')
  const longest = commitmentLimits.longest.TimelockEncrypted - ciphertextOverhead
  if (data.length > longest) {
    const detail = `its sealed field has ${data.length} bytes; the chain takes at most ${longest}`
    throw chainError('COMMITMENT_INVALID', { detail, fix: 'Seal the hash of the data instead.' })
  }
  const { values } = await openBlock(client, { reads: { beacon: storage.BeaconConfig() } })
  const publicKey = values.beacon.public_key
  return {
    kind: 'TimelockEncrypted',
    data: timelockEncrypt({ plaintext: data, round, publicKey }),
    round,
  }
}

/** Older SDKs prefix the plaintext with its SCALE length: an exact match is removed. */
function withoutLength(data: Uint8Array): Uint8Array {
  const mode = (data[0] ?? 0) & 3
  if (data.length === 0 || mode === 3) return data
  const width = [1, 2, 4][mode] as number
  const prefix = data.slice(0, width).reduceRight((sum, byte) => sum * 256 + byte, 0)
  return data.length === width + Math.floor(prefix / 4) ? data.slice(width) : data
}
