import {
  createLegacyDendrite,
  LegacyHttpError,
  type LegacyRoute,
  type LegacyRouteParts,
  type LegacySynapse,
  legacyRoute,
  legacySynapse,
  serveLegacyAxon,
  v10LegacyRules,
} from '@subnetkit/transport'
import {
  bodyHash,
  buildLegacyHeaders,
  type ExactJson,
  parseExactJson,
  parseLegacyHeaders,
  signLegacyRequest,
  writeExactJson,
} from '@subnetkit/transport/conformance'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { caseKind, comparer, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'
import { type HttpAnswer, headersAsWritten, readText, send, servePlain, withoutIds } from './legacy-http.js'

const textRecord = z.record(z.string(), z.string())
const exactMap = z.custom<ReadonlyMap<string, ExactJson>>(
  (value) => value instanceof Map,
  'json must be an object',
)
const traceCase = z.strictObject({
  name: z.string(),
  note,
  situation: z.string(),
  request: z.strictObject({
    method: z.string().optional(),
    path: z.string(),
    headers: textRecord,
    json: exactMap,
  }),
  response: z.strictObject({ status: z.number(), headers: textRecord, body: z.string() }),
})
type TraceCase = z.infer<typeof traceCase>

const validator = createKeypair('//Alice')
const miner = createKeypair('//Bob')

/** Keys of every synapse, before those of its class. */
const baseKeys = ['name', 'timeout', 'total_size', 'header_size', 'dendrite', 'axon', 'computed_body_hash']

/** The class that a captured request belongs to; files show its fields, their types and the hash, but not itself. */
function classOf({ request }: TraceCase): LegacySynapse {
  const own = [...request.json].filter(([name]) => !baseKeys.includes(name))
  const isRequired = (name: string) => request.headers[`bt_header_input_obj_${name}`] !== undefined
  const shape = own.map(
    ([name, value]) => [name, isRequired(name) ? typeOf(value) : optional(value)] as const,
  )
  const hash = request.headers.computed_body_hash ?? ''
  return legacySynapse({
    name: request.headers.name ?? request.path.split('/')[1]!,
    fields: z.object(Object.fromEntries(shape)),
    hashFields: hashFieldsOf(own, hash),
  }) as unknown as LegacySynapse
}

const optional = (value: ExactJson) => typeOf(value).nullable().default(null)

function typeOf(value: ExactJson): z.ZodType {
  if (typeof value === 'string') return z.string()
  if (typeof value === 'bigint') return z.int()
  if (typeof value === 'number') return z.number()
  if (typeof value === 'boolean') return z.boolean()
  if (Array.isArray(value)) return z.array(value.length > 0 ? typeOf(value[0]) : z.any())
  return value === null ? z.any() : z.record(z.string(), z.any())
}

/** The hashed fields: those in order of declaration whose values have the stated hash. */
function hashFieldsOf(own: readonly (readonly [string, ExactJson])[], hash: string): string[] {
  for (let choice = 0; choice < 2 ** Math.min(own.length, 12); choice += 1) {
    const chosen = own.filter((_, index) => (choice >> index) & 1)
    if (bodyHash(chosen.map(([, value]) => value)) === hash) return chosen.map(([name]) => name)
  }
  throw new Error(`no fields of the request have the hash ${hash}`)
}

/** Outcome at the captured axon, from its answer. */
function routeOf(given: TraceCase, synapse: LegacySynapse): LegacyRoute {
  const { status, body, headers } = given.response
  const blacklisted = /^Forbidden\. Key is blacklisted: (.*)\.$/.exec(messageIn(body) ?? '')
  const blacklist = status === 403 && blacklisted ? { blacklist: () => blacklisted[1]! } : {}
  if (/event-stream/.test(byLowerName(headers)['content-type'] ?? '')) {
    return legacyRoute(synapse, {
      ...blacklist,
      async *stream() {
        yield body
      },
    })
  }
  const forward: Extract<LegacyRouteParts<z.ZodObject>, { forward: unknown }>['forward'] = async ({
    signal,
  }) => {
    if (status === 200) return filledIn(given)
    if (status === 408)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    const detail = detailIn(body)
    if (detail !== null) throw new LegacyHttpError(status, detail)
    throw new Error('the forward of the captured axon raised')
  }
  return legacyRoute(synapse, { ...blacklist, forward })
}

function messageIn(body: string): string | null {
  const parsed = z.looseObject({ message: z.string() }).safeParse(parsedJson(body))
  return parsed.success ? parsed.data.message : null
}

/** The synapses of the captured axon, if it lists them because the requested one is not among them. */
function namesIn(body: string): string[] | null {
  const list = /^Synapse name '.*' not found\. Available synapses \[(.*)\]$/.exec(messageIn(body) ?? '')?.[1]
  if (list === undefined) return null
  return [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name!).filter((name) => name !== 'Synapse')
}

function detailIn(body: string): string | null {
  const parsed = z.strictObject({ detail: z.string() }).safeParse(parsedJson(body))
  return parsed.success ? parsed.data.detail : null
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Fields that the answer has and the request had not. */
function filledIn({ request, response }: TraceCase): Record<string, unknown> {
  const answer = z.record(z.string(), z.unknown()).parse(JSON.parse(response.body))
  const changed = Object.entries(answer).filter(([name, value]) => {
    const asked = request.json.get(name)
    return (
      !baseKeys.includes(name) && (asked === undefined || writeExactJson(asked) !== JSON.stringify(value))
    )
  })
  return Object.fromEntries(changed)
}

const byLowerName = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** Headers of the connection, which are not part of the protocol. */
const ofTheConnection = ['content-length', 'date', 'connection', 'keep-alive', 'server', 'transfer-encoding']

/** Values that differ from run to run: ids, times, sizes of Python objects, and who the two sides are. */
const varying =
  /^(header_size|total_size|bt_header_axon_(process_time|nonce|uuid|signature|hotkey|ip|port)|bt_header_dendrite_(nonce|uuid|signature|hotkey|ip|port))$/

/** Headers as they can be compared. */
function comparableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(byLowerName(headers)).filter(([name]) => !ofTheConnection.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      varying.test(name) ? '<varies>' : withoutIds(value).replace(/; charset=.*$/, ''),
    ]),
  )
}

/** Headers that v10 writes and our dendrite leaves out: no axon may depend on the sizes of Python objects. */
const sizeHeaders = ['header_size', 'total_size']

async function compareTrace(given: TraceCase): Promise<string | null> {
  const { same, problem } = comparer()
  const { request } = given
  const synapse = classOf(given)

  // 1. What was captured is read, and written again as it was.
  const read = parseLegacyHeaders(Object.entries(request.headers))
  const required = new Map([...request.json].filter(([name]) => synapse.pythonFields.get(name)?.required))
  same(
    'headers rebuilt',
    byLowerName(buildLegacyHeaders({ ...read, required })),
    byLowerName(request.headers),
  )

  // 2. Our dendrite sends the same for the same synapse, but for who sends it and when.
  const sent = await sentByUs(given, synapse)
  const expected = comparableHeaders(request.headers)
  for (const name of sizeHeaders) delete expected[name]
  const ours = comparableHeaders(sent.headers)
  for (const name of ['host', 'content-type']) delete ours[name]
  same('headers of our dendrite', ours, expected)
  same('body of our dendrite', comparableBody(sent.body), comparableBody(request.json))

  // 3. Our axon answers it as the captured one did.
  compareAnswer(await answeredByUs(given, synapse), given, same)
  return problem()
}

async function sentByUs(given: TraceCase, synapse: LegacySynapse) {
  let seen: { headers: Record<string, string>; body: ExactJson; path: string } | undefined
  await using server = await servePlain(async (message, response) => {
    const text = await readText(message)
    seen = { headers: headersAsWritten(message), body: parseExactJson(text), path: message.url ?? '' }
    response.writeHead(500).end()
  })
  await using dendrite = createLegacyDendrite({
    keypair: validator,
    externalIp: given.request.headers.bt_header_dendrite_ip ?? '0.0.0.0',
  })
  const plain = JSON.parse(
    writeExactJson(new Map([...given.request.json].filter(([name]) => !baseKeys.includes(name)))),
  )
  const timeout = Number(given.request.headers.timeout ?? 12)
  await dendrite.query({ host: '127.0.0.1', port: server.port, hotkey: miner.address }, synapse, plain, {
    timeout: `${timeout}s`,
  })
  if (!seen) throw new Error('our dendrite sent nothing')
  if (seen.path !== given.request.path)
    throw new Error(`our dendrite called ${seen.path} instead of ${given.request.path}`)
  return seen
}

/** A whole synapse with the values that vary replaced, as text: order and types of the fields count. */
function comparableBody(body: ExactJson): string {
  if (!(body instanceof Map)) return writeExactJson(body)
  const replaced = [...body].map(([name, value]): [string, ExactJson] => {
    if (name === 'total_size' || name === 'header_size') return [name, 0n]
    if ((name !== 'axon' && name !== 'dendrite') || !(value instanceof Map)) return [name, value]
    const terminal = [...value].map(([key, entry]): [string, ExactJson] => {
      const varies = entry !== null && varying.test(`bt_header_${name}_${key}`)
      return [key, varies ? `<${typeof entry}>` : entry]
    })
    return [name, new Map(terminal)]
  })
  return writeExactJson(new Map(replaced))
}

/** The captured request, signed by a key of ours for a key of ours, at the time of its nonce. */
async function answeredByUs(given: TraceCase, synapse: LegacySynapse): Promise<HttpAnswer> {
  const { headers, path, json, method } = given.request
  const refusedFor = /Not Verified with error: (.*)$/s.exec(messageIn(given.response.body) ?? '')
  const nonce = BigInt(headers.bt_header_dendrite_nonce ?? '0')
  const known = namesIn(given.response.body)
  const others = known?.map((name) =>
    legacyRoute(legacySynapse({ name, fields: z.object({}) }), { forward: () => ({}) }),
  )
  const own = synapse.name === 'Synapse' ? [] : [routeOf(given, synapse)]
  await using axon = await serveLegacyAxon({
    keypair: miner,
    routes: others ?? own,
    admission: null,
    rules: v10LegacyRules,
    now: () => nonce + 1n,
    ...(refusedFor && {
      verify: () => {
        throw new Error(refusedFor[1])
      },
    }),
  })
  const uuid = headers.bt_header_dendrite_uuid ?? 'None'
  const parts = { nonce, receiver: miner.address, uuid, bodyHash: headers.computed_body_hash ?? '' }
  return await send(axon.port, {
    method: method ?? 'POST',
    path,
    headers: {
      ...headers,
      bt_header_axon_hotkey: miner.address,
      bt_header_dendrite_hotkey: validator.address,
      bt_header_dendrite_signature: signLegacyRequest(validator, parts),
    },
    body: writeExactJson(json),
  })
}

function compareAnswer(
  ours: HttpAnswer,
  { response }: TraceCase,
  same: (what: string, a: unknown, b: unknown) => void,
) {
  same('status', ours.status, response.status)
  same('headers of the answer', comparableHeaders(ours.headers), comparableHeaders(response.headers))
  const whole = messageIn(response.body) === null ? parsedExact(response.body) : null
  if (whole instanceof Map && whole.has('name')) {
    same('body of the answer', comparableBody(parsedExact(ours.body) ?? null), comparableBody(whole))
  } else {
    same('body of the answer', withoutIds(ours.body), withoutIds(response.body))
  }
}

function parsedExact(text: string): ExactJson | undefined {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}

const traceKind = caseKind(/^legacy-http-trace.*\.json$/, traceCase, nameField, compareTrace)

/** As every kind, but bodies are read from the text: their nonces have 19 digits. */
const exactTraceKind: VectorKind = {
  fileName: traceKind.fileName,
  run(file, text = JSON.stringify(file)) {
    const { cases, ...rest } = z.looseObject({ cases: z.array(z.looseObject({})) }).parse(file)
    const exact = parseExactJson(text)
    const exactCases = (exact instanceof Map ? exact.get('cases') : []) as readonly ExactJson[]
    const withBodies = cases.map((given, index) => {
      const exactCase = exactCases[index]
      const request = exactCase instanceof Map ? exactCase.get('request') : undefined
      const json = request instanceof Map ? request.get('json') : undefined
      return { ...given, request: { ...z.looseObject({}).parse(given.request), json } }
    })
    return traceKind.run({ ...rest, cases: withBodies }, text)
  },
}

/** Exchanges captured between the real dendrite and the real axon, with one side ours. */
export const traceVectors: readonly VectorKind[] = [exactTraceKind]
