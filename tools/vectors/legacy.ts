import {
  bodyHash,
  type ExactJson,
  fieldHash,
  inputObjectHeaders,
  legacySigningMessage,
  parseExactJson,
  pythonStr,
  refuseLegacyNonce,
  signLegacyRequest,
  verifyLegacySignature,
} from '@subnetkit/transport/conformance'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { caseKind, comparer, hex, nameField, nonce, note } from './cases.js'
import type { VectorKind } from './kind.js'
import { axonRuleVectors } from './legacy-axon.js'
import { dendriteRuleVectors } from './legacy-dendrite.js'
import { traceVectors } from './legacy-trace.js'
import { uriOfSender } from './wire-requests.js'

const signatureCase = z.strictObject({
  name: z.string(),
  note,
  nonce,
  sender: z.string(),
  receiver: z.string(),
  uuid: z.string(),
  body_hash: z.string(),
  message: z.string(),
  example_signature: hex,
})

function compareSignature(given: z.infer<typeof signatureCase>): string | null {
  const { same, problem } = comparer()
  const { sender, receiver, uuid, body_hash: hash } = given
  const parts = { nonce: BigInt(given.nonce), sender, receiver, uuid, bodyHash: hash }
  same('message', legacySigningMessage(parts), given.message)
  same('the stated signature verifies', verifyLegacySignature(parts, given.example_signature), true)
  const other = { ...parts, nonce: parts.nonce + 1n }
  same('it verifies for another nonce', verifyLegacySignature(other, given.example_signature), false)
  const uri = uriOfSender(sender, 'sr25519')
  if (uri === null) return `no development key has the address of the sender ${sender}`
  const signature = signLegacyRequest(createKeypair(uri), parts)
  same('our signature verifies', verifyLegacySignature(parts, signature), true)
  same('its length', signature.length, given.example_signature.length)
  return problem()
}

const nonceCase = z.strictObject({
  name: z.string(),
  note,
  now_ns: nonce,
  timeout_s: z.number().nullable(),
  nonce: nonce.nullable(),
  stored_nonce: nonce.nullable(),
  version: z.number().nullable(),
  expect: z.enum(['accept', 'reject']),
})

function compareNonce(given: z.infer<typeof nonceCase>): string | null {
  const { same, problem } = comparer()
  const reason = refuseLegacyNonce({
    now: BigInt(given.now_ns),
    nonce: given.nonce === null ? null : BigInt(given.nonce),
    stored: given.stored_nonce === null ? null : BigInt(given.stored_nonce),
    timeoutSeconds: given.timeout_s,
    version: given.version,
  })
  same(`outcome (${reason ?? 'no reason to refuse'})`, reason === null ? 'accept' : 'reject', given.expect)
  return problem()
}

const isExactMap = (value: unknown) => value instanceof Map
const exactMap = z.custom<ReadonlyMap<string, ExactJson>>(isExactMap, 'values must be an object')
const hashCase = z.strictObject({
  name: z.string(),
  note,
  required_hash_fields: z.array(z.string()),
  values: exactMap,
  python_str: z.array(z.string()),
  field_hashes: z.array(hex),
  body_hash: hex,
  input_obj_headers: z.record(z.string(), z.string()),
})

type HashCase = z.infer<typeof hashCase>

/** Class and timeout of every synapse in these files. */
const baseValues = new Map<string, ExactJson>([
  ['name', 'TestSynapse'],
  ['timeout', 12],
  ['total_size', 0n],
  ['header_size', 0n],
  ['computed_body_hash', ''],
])

function compareHash(given: HashCase): string | null {
  const values = new Map([...given.values].map(([name, value]) => [name, declaredIn(given, name, value)]))
  const { same, problem } = comparer()
  const hashed = given.required_hash_fields.map((field) => {
    const value = values.get(field) ?? baseValues.get(field)
    if (value === undefined && !values.has(field)) throw new Error(`no value of the hashed field ${field}`)
    return value ?? null
  })
  same('python_str', hashed.map(pythonStr), given.python_str)
  same('field_hashes', hashed.map(fieldHash), given.field_hashes)
  same('body_hash', bodyHash(hashed), given.body_hash)
  // Only required fields are announced, and only the headers show which those are.
  const required = [...values].filter(([name]) => `bt_header_input_obj_${name}` in given.input_obj_headers)
  same('input_obj_headers', inputObjectHeaders(new Map(required)), given.input_obj_headers)
  return problem()
}

const floatHeader = Buffer.from('0.0').toString('base64')

/**
 * The value by its declared type. Files do not state the type: of a plain field, its header distinguishes int from
 * float; of numbers inside a list or dict, only the text does, so the reading that agrees with it counts.
 */
function declaredIn(given: HashCase, name: string, value: ExactJson): ExactJson {
  if (typeof value === 'bigint') {
    return given.input_obj_headers[`bt_header_input_obj_${name}`] === floatHeader ? Number(value) : value
  }
  if (typeof value !== 'object' || value === null) return value
  const text = given.python_str[given.required_hash_fields.indexOf(name)]
  const floats = allFloats(value)
  return text !== undefined && pythonStr(value) !== text && pythonStr(floats) === text ? floats : value
}

function allFloats(value: ExactJson): ExactJson {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, allFloats(entry)]))
  return Array.isArray(value) ? value.map(allFloats) : value
}

const hashKind = caseKind(/^synapse-body-hash.*\.json$/, hashCase, nameField, compareHash)

/** As every kind, but values are read from the text: JavaScript's parser does not know 1.0 from 1. */
const exactHashKind: VectorKind = {
  fileName: hashKind.fileName,
  run(file, text = JSON.stringify(file)) {
    const { cases, ...rest } = z.looseObject({ cases: z.array(z.looseObject({})) }).parse(file)
    const exact = parseExactJson(text)
    const exactCases = exact instanceof Map ? exact.get('cases') : []
    const withValues = cases.map((given, index) => {
      const exactCase = (exactCases as readonly ExactJson[])[index]
      return { ...given, values: exactCase instanceof Map ? exactCase.get('values') : undefined }
    })
    return hashKind.run({ ...rest, cases: withValues }, text)
  },
}

/** The protocol of the SDK v10. */
export const legacyVectors: readonly VectorKind[] = [
  caseKind(/^legacy-signature.*\.json$/, signatureCase, nameField, compareSignature),
  caseKind(/^legacy-nonce.*\.json$/, nonceCase, nameField, compareNonce),
  exactHashKind,
  ...axonRuleVectors,
  ...dendriteRuleVectors,
  ...traceVectors,
]
