import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { createLegacyDendrite, legacySynapse } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { caseKind, comparer, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'
import { type PlainServer, servePlain } from './legacy-http.js'

const dendriteCase = z.strictObject({
  name: z.string(),
  note,
  status: z.number().nullable(),
  message: z.string().nullable(),
  is_success: z.boolean(),
  answer: z.string().nullable(),
})

const miner = createKeypair('//Bob')
const echo = legacySynapse({
  name: 'Echo',
  fields: z.object({
    prompt: z.string(),
    numbers: z.array(z.int()).default([]),
    answer: z.string().nullable().default(null),
  }),
  hashFields: ['prompt', 'numbers'],
  deadline: '1s',
})

/** Answer of a server; body undefined leaves the connection as `wire` says. */
interface Behaviour {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly wire?: 'drop' | 'hang' | 'cut' | 'closed' | 'reset' | 'garbage'
}

const fields = { name: 'Echo', prompt: 'hi', numbers: [1, 2], answer: 'A' }
const { prompt: _prompt, ...withoutPrompt } = fields
const statusHeader = { bt_header_axon_status_code: '200' }
const absent = '(?:no|missing|without)_'

/** Behavior of the server with this name; its errors have the case's message. The first match counts. */
const behaviours: readonly (readonly [
  name: RegExp,
  behaviour: (match: readonly string[], said: string) => Behaviour,
])[] = [
  [/^user_fields_only(_no_headers)?$/, () => ({ body: fields })],
  [/^status_header_only$/, () => ({ body: fields, headers: statusHeader })],
  [
    /^status_(and|with)_message|^status_header_(and|with)_message|^full_headers/,
    () => ({ body: fields, headers: { ...statusHeader, bt_header_axon_status_message: 'Success' } }),
  ],
  [
    /^status_in_body_only$/,
    () => ({ body: { ...fields, axon: { status_code: 200, status_message: 'Success' } } }),
  ],
  [
    /^status_header_(\d{3})(_http_200|_body_200)?$|^(?:http_|body_)?200_(?:status_)?header_(\d{3})$/,
    ([, first, , second]) => ({ body: fields, headers: { bt_header_axon_status_code: (first ?? second)! } }),
  ],
  [
    /(bad|garbage|invalid|non_numeric)_(status_)?header|status_header_(garbage|not_|invalid)/,
    () => ({ body: fields, headers: { bt_header_axon_status_code: 'fine' } }),
  ],
  [/^missing_required/, () => ({ body: withoutPrompt, headers: statusHeader })],
  [/wrong_(field_)?type/, () => ({ body: { ...fields, answer: [1] }, headers: statusHeader })],
  [/(extra|unknown)_(body_)?fields?/, () => ({ body: { ...fields, surplus: 1 }, headers: statusHeader })],
  [/^(not|bad|invalid|malformed|broken)_json/, () => ({ body: 'not json', headers: statusHeader })],
  [/^(empty|no)_(body|response)|^empty$/, () => ({ body: '', headers: statusHeader })],
  [/^(json_)?(list|array)|^not_(an_)?object/, () => ({ body: [1], headers: statusHeader })],
  [
    /^(?!no|missing|without)(?!.*charset).*content_type|^text_(plain|html)|^html/,
    () => ({ body: fields, headers: { ...statusHeader, 'content-type': 'text/plain' } }),
  ],
  [
    new RegExp(`^${absent}content_type`),
    () => ({ body: fields, headers: { ...statusHeader, 'content-type': '' } }),
  ],
  [
    /charset/,
    () => ({ body: fields, headers: { ...statusHeader, 'content-type': 'application/json; charset=utf-8' } }),
  ],
  [
    /^err(?:or)?_(\d{3})(?:_json)?$/,
    ([, status], said) => ({ status: Number(status), body: { message: said } }),
  ],
  [
    /^err(?:or)?_(\d{3})_(?:text|html|plain|not_json|no_json)$/,
    ([, status]) => ({ status: Number(status), body: 'nope', headers: { 'content-type': 'text/plain' } }),
  ],
  [
    /^err(?:or)?_(\d{3})_(?:no|without)_message$|^err(?:or)?_(\d{3})_detail$/,
    ([, first, second]) => ({ status: Number(first ?? second), body: { detail: 'nope' } }),
  ],
  [
    /^err(?:or)?_(\d{3})_(?:with_)?(?:status_)?headers?(?:_(\d{3}))?$/,
    ([, status, header], said) => ({
      status: Number(status),
      body: { message: said },
      headers: { bt_header_axon_status_code: header ?? status! },
    }),
  ],
  [
    /^(?:http_)?(\d{3})_(?:with_)?(?:status_)?header_(\d{3})$|^header_(\d{3})_(?:beats_|over_)?(?:http|body)_?(\d{3})$/,
    ([, http, header, first, second], said) => ({
      status: Number(http ?? second),
      body: (http ?? second) === '200' ? fields : { message: said },
      headers: { bt_header_axon_status_code: (header ?? first)! },
    }),
  ],
  [/^upper_header_names$/, () => ({ body: fields, headers: { BT_HEADER_AXON_STATUS_CODE: '200' } })],
  [/^mixed_header_names$/, () => ({ body: fields, headers: { Bt_Header_Axon_Status_Code: '200' } })],
  [
    /^(title|capital|camel)(_case)?_header_names$/,
    () => ({ body: fields, headers: { Bt_header_axon_status_code: '200' } }),
  ],
  [/^lower(_case)?_header/, () => ({ body: fields, headers: statusHeader })],
  [
    /^(big|huge|long|large)_header/,
    () => ({ body: fields, headers: { ...statusHeader, 'x-big': 'z'.repeat(9_000) } }),
  ],
  [
    /^(header_just_fits|max_header|header_8190)/,
    () => ({ body: fields, headers: { ...statusHeader, 'x-big': 'z'.repeat(8_190) } }),
  ],
  [/^drop|disconnect/, () => ({ wire: 'drop' })],
  [/^(slow|time(d_)?out|hang|no_answer|sleep|stall|never)/, () => ({ wire: 'hang' })],
  [/^(cut|truncated|short|partial|incomplete)|payload/, () => ({ wire: 'cut' })],
  [/refused|closed|unreachable|no(body|thing)_listen|no_server|not_listening/, () => ({ wire: 'closed' })],
  [/^garbage$|not_http/, () => ({ wire: 'garbage' })],
]

function answerAs(behaviour: Behaviour) {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (behaviour.wire === 'drop') return void request.socket.end()
    if (behaviour.wire === 'hang') return
    const { status = 200, headers = {}, body } = behaviour
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? fields)
    const type = headers['content-type'] ?? 'application/json'
    if (behaviour.wire === 'cut') {
      response.writeHead(status, {
        ...statusHeader,
        'content-type': type,
        'content-length': text.length + 10,
      })
      response.write(text)
      return void response.socket?.end()
    }
    const { 'content-type': _type, ...others } = headers
    response.writeHead(status, { ...others, ...(type === '' ? {} : { 'content-type': type }) }).end(text)
  }
}

/** Answers with bytes that are no HTTP. */
async function serveGarbage(): Promise<PlainServer> {
  const server = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('what?\r\n\r\n'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A port without a listener. */
async function closedPort(): Promise<number> {
  await using server = await servePlain(() => {})
  return server.port
}

/** Messages as far as the protocol fixes them: libraries differ after the first colon. */
function kindOfMessage(message: string | null): string | null {
  if (message === null) return null
  const [, kind = message] =
    /^(Failed to parse response|Client response error: \d+|Service disconnected|Payload error|Client error|Service unavailable at )/.exec(
      message,
    ) ?? []
  return kind
}

async function compareDendrite(given: z.infer<typeof dendriteCase>): Promise<string | null> {
  const found = behaviours.flatMap(([name, behaviour]) => {
    const match = name.exec(given.name)
    return match ? [behaviour(match, given.message ?? 'nope')] : []
  })
  const [behaviour] = found
  if (!behaviour) return 'the runner knows no server of this name'
  await using server =
    behaviour.wire === 'garbage' ? await serveGarbage() : await servePlain(answerAs(behaviour))
  await using dendrite = createLegacyDendrite({ keypair: createKeypair('//Alice') })
  const port = behaviour.wire === 'closed' ? await closedPort() : server.port
  const response = await dendrite.query({ host: '127.0.0.1', port, hotkey: miner.address }, echo, {
    prompt: 'hi',
    numbers: [1, 2],
  })
  const { same, problem } = comparer()
  same('status', response.statusCode, given.status)
  same('message', kindOfMessage(response.statusMessage), kindOfMessage(given.message))
  same('is_success', response.isSuccess, given.is_success)
  same('is_timeout', response.isTimeout, given.status === 408)
  same('answer', response.synapse.answer, given.answer)
  return problem()
}

/** A dendrite's judgement of the answers of a plain server. */
export const dendriteRuleVectors: readonly VectorKind[] = [
  caseKind(/^legacy-dendrite-rules.*\.json$/, dendriteCase, nameField, compareDendrite),
]
