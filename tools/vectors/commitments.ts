import { type ChainClient, type CommitmentField, openBlock, storage } from '@subnetkit/chain'
import {
  commitmentCall,
  commitmentLimits,
  commitmentObjection,
  commitmentSpace,
  makeCall,
} from '@subnetkit/chain/conformance'
import { z } from 'zod'
import { bytesOf, caseKind, comparer, hex, hexOf, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'
import { runtimeKind } from './runtime.js'

const field = z.strictObject({
  kind: z.enum([
    'None',
    'Raw',
    'BlakeTwo256',
    'Sha256',
    'Keccak256',
    'ShaThree256',
    'TimelockEncrypted',
    'ResetBondsFlag',
    'BigRaw',
  ]),
  variant: z.string().optional(),
  data_hex: hex.default(''),
  reveal_round: z.union([z.number(), z.string()]).optional(),
})

const commitmentCase = z.strictObject({
  name: z.string().optional(),
  note,
  fields: z.array(field),
  encoded_info: hex.optional(),
  space_charged: z.number().int().optional(),
  accepted: z.boolean().optional(),
  error: z.string().optional(),
})

function toField({ kind, data_hex, reveal_round }: z.infer<typeof field>): CommitmentField {
  if (kind === 'None' || kind === 'ResetBondsFlag') return { kind }
  const data = bytesOf(data_hex)
  if (kind === 'TimelockEncrypted') return { kind, data, round: BigInt(reveal_round ?? 0) }
  return { kind, data }
}

/** Bytes before the argument that is compared: pallet, call, netuid. */
const before = 4

function compare(client: ChainClient, given: z.infer<typeof commitmentCase>): string | null {
  const { same, problem } = comparer()
  const fields = given.fields.map(toField)
  const isRefused = given.error !== undefined || given.accepted === false
  same('refused', commitmentObjection(fields) !== null, isRefused)
  if (given.space_charged !== undefined) {
    same('space_charged', commitmentSpace(fields), given.space_charged)
  }
  // Values that cannot be encoded have no bytes to compare.
  if (isRefused) return problem()
  const call = commitmentCall(1, fields)
  const [, { fields: variants }] = call.args as [number, { fields: readonly object[] }]
  for (const [index, { variant }] of given.fields.entries()) {
    if (variant !== undefined) same(`variant ${index}`, Object.keys(variants[index] ?? {})[0], variant)
  }
  if (given.encoded_info === undefined) return problem() ?? 'the case states no encoding'
  const encoded = bytesOf(makeCall(client, call).method.toHex()).subarray(before)
  same('encoded_info', hexOf(encoded), hexOf(bytesOf(given.encoded_info)))
  return problem()
}

const limits = z.strictObject({
  about: z.string().optional(),
  max_fields: z.number().optional(),
  max_space_per_epoch: z.number().optional(),
  min_space_charged: z.number().optional(),
  max_timelock_bytes: z.number().optional(),
})

async function compareLimits(client: ChainClient, file: unknown): Promise<string | null> {
  const { same, problem } = comparer()
  const given = limits.parse(file)
  const { mostFields, leastSpace, longest } = commitmentLimits
  if (given.max_fields !== undefined) same('max_fields', mostFields, given.max_fields)
  if (given.min_space_charged !== undefined) same('min_space_charged', leastSpace, given.min_space_charged)
  if (given.max_timelock_bytes !== undefined)
    same('max_timelock_bytes', longest.TimelockEncrypted, given.max_timelock_bytes)
  if (given.max_space_per_epoch !== undefined) {
    const { values } = await openBlock(client, { reads: { space: storage.MaxSpace() } })
    same('max_space_per_epoch', values.space, given.max_space_per_epoch)
  }
  return problem()
}

const fileName = /^commitment-encoding.*\.json$/

/** Commitments of neurons: fields, bytes, and the space that they take. */
export const commitmentVectors: readonly VectorKind[] = [
  runtimeKind(fileName, (client) =>
    caseKind(
      fileName,
      commitmentCase,
      nameField,
      (given) => compare(client, given),
      (file) => compareLimits(client, file),
    ),
  ),
]
