import { randomUUID } from 'node:crypto'
import {
  bodyHash,
  type LegacyRoute,
  legacyRoute,
  legacySynapse,
  serveLegacyAxon,
  signLegacyRequest,
  v10LegacyRules,
} from '@subnetkit/core/protocol'
import { createKeypair } from '@subnetkit/core/wallet'
import { z } from 'zod'
import { caseKind, comparer, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'
import { send, withoutIds } from './legacy-http.js'

const axonCase = z.strictObject({
  name: z.string(),
  note,
  status: z.number(),
  meaning: z.string(),
  body_prefix: z.string(),
  bt_headers_present: z.boolean(),
})

const validator = createKeypair('//Alice')
const stranger = createKeypair('//Eve')
const miner = createKeypair('//Bob')
const nsPerSecond = 1_000_000_000n
const startNs = 1_795_231_600n * nsPerSecond

const echo = legacyRoute(
  legacySynapse({
    name: 'Echo',
    fields: z.object({
      prompt: z.string(),
      numbers: z.array(z.int()).default([]),
      answer: z.string().nullable().default(null),
    }),
    hashFields: ['prompt', 'numbers'],
  }),
  { forward: ({ input }) => ({ answer: `re:${input.prompt}` }) },
)
const empty = (name: string) => legacySynapse({ name, fields: z.object({}) })
const routes: readonly LegacyRoute[] = [
  echo,
  legacyRoute(empty('Deny'), { forward: () => ({}), blacklist: () => 'nope' }),
  legacyRoute(empty('Boom'), {
    forward: () => {
      throw new Error('boom')
    },
  }),
]

/** A request of a v10 dendrite before it is written; null leaves a header out. */
interface Draft {
  method: string
  path: string
  nonce: bigint
  uuid: string
  version: string
  timeout: string
  signer: typeof validator
  receiver: string
  /** Replaces or adds headers once everything is signed. */
  headers: Record<string, string | null>
  onlyHeaders: RegExp
  body: Record<string, unknown> | string
}

const echoBody = { prompt: 'hi', numbers: [1, 2], answer: null }
const dendrite = 'bt_header_dendrite_'

function okDraft(): Draft {
  return {
    method: 'POST',
    path: '/Echo',
    nonce: startNs + nsPerSecond,
    uuid: 'first',
    version: '10002000',
    timeout: '5.0',
    signer: validator,
    receiver: miner.address,
    headers: {},
    onlyHeaders: /./,
    body: { name: 'Echo', timeout: 5, ...echoBody },
  }
}

function write(draft: Draft) {
  const { nonce, uuid, signer, receiver } = draft
  const hash = draft.path === '/Echo' ? bodyHash(['hi', [1n, 2n]]) : bodyHash([])
  const signature = signLegacyRequest(signer, { nonce, receiver, uuid, bodyHash: hash })
  const headers: Record<string, string | null> = {
    name: 'Echo',
    timeout: draft.timeout,
    bt_header_axon_ip: '127.0.0.1',
    bt_header_axon_port: '18091',
    bt_header_axon_hotkey: miner.address,
    [`${dendrite}ip`]: '203.0.113.9',
    [`${dendrite}version`]: draft.version,
    [`${dendrite}nonce`]: String(nonce),
    [`${dendrite}uuid`]: uuid,
    [`${dendrite}hotkey`]: validator.address,
    [`${dendrite}signature`]: signature,
    bt_header_input_obj_prompt: 'IiI=',
    header_size: '464',
    total_size: '3156',
    computed_body_hash: hash,
    ...draft.headers,
  }
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== null && draft.onlyHeaders.test(name),
  )
  return {
    method: draft.method,
    path: draft.path,
    headers: Object.fromEntries(kept) as Record<string, string>,
    body: typeof draft.body === 'string' ? draft.body : JSON.stringify(draft.body),
  }
}

type Change = (draft: Draft, match: readonly string[]) => void

function newUuid(draft: Draft): void {
  draft.uuid = randomUUID()
}
const without =
  (...headers: string[]): Change =>
  (draft) => {
    for (const header of headers) draft.headers[header] = null
  }
const withBody =
  (body: Draft['body']): Change =>
  (draft) => {
    draft.body = body
  }
const withHeader =
  (name: string, value: string): Change =>
  (draft) => {
    draft.headers[name] = value
  }

const toPath =
  (path: string): Change =>
  (draft) => {
    draft.path = path
  }

/** Our clock at the mutated request. */
const nowNs = startNs + 2n * nsPerSecond
const { prompt: _prompt, ...withoutPrompt } = echoBody
const absent = '(?:no|missing|without)_'
const bad = '(?:bad|garbage|invalid|malformed|non_?numeric)_'

/** What a case does to the request, from its name; every one that matches is applied, in this order. */
const changes: readonly (readonly [name: RegExp, change: Change])[] = [
  [/^(resent_ok|ok|ok_again|fresh(_nonce)?|new_nonce|higher_nonce(_same_uuid)?)$/, () => {}],
  [/new_uuid/, newUuid],
  [new RegExp(`^${absent}signature$|^unsigned$`), without(`${dendrite}signature`)],
  [new RegExp(`^${absent}nonce$`), without(`${dendrite}nonce`)],
  [new RegExp(`^${absent}(dendrite_)?hotkey$`), without(`${dendrite}hotkey`)],
  [new RegExp(`^${absent}uuid$`), without(`${dendrite}uuid`)],
  [new RegExp(`^${absent}timeout$`), without('timeout')],
  [new RegExp(`^${absent}version$`), without(`${dendrite}version`)],
  [new RegExp(`^${absent}(computed_)?body_hash$`), without('computed_body_hash')],
  [new RegExp(`^${absent}(input_obj|required)(_header)?s?$`), without('bt_header_input_obj_prompt')],
  [
    new RegExp(`^${absent}(axon|receiver)(_headers?)?$`),
    without('bt_header_axon_ip', 'bt_header_axon_port', 'bt_header_axon_hotkey'),
  ],
  [new RegExp(`^${absent}name(_header)?$`), without('name')],
  [new RegExp(`^${absent}sizes?(_headers?)?$`), without('header_size', 'total_size')],
  [
    /^old_nonce_(new|same)_uuid$/,
    (draft) => {
      draft.nonce = nowNs - 60n * nsPerSecond
    },
  ],
  [
    /^(\d+)s_old_nonce(?:_timeout_?(\d+))?/,
    (draft, [, seconds, timeout]) => {
      newUuid(draft)
      draft.nonce = nowNs - BigInt(seconds!) * nsPerSecond
      draft.timeout = `${timeout ?? 5}.0`
    },
  ],
  [
    /^(future_nonce|nonce_in_(the_)?future)/,
    (draft) => {
      draft.nonce = nowNs + 3_600n * nsPerSecond
    },
  ],
  [
    /lower_nonce_same_uuid/,
    (draft) => {
      draft.nonce = startNs - 1n
    },
  ],
  [
    /^(exact_)?(replay|replayed|same_nonce|replay_same_nonce|replay_equal_nonce|exact_replay)(_same_uuid|_new_uuid|_exact)?$/,
    (draft) => {
      draft.nonce = startNs
    },
  ],
  [
    /^old_version/,
    (draft) => {
      draft.version = '7001000'
      newUuid(draft)
    },
  ],
  [
    /tiny_nonce/,
    (draft) => {
      draft.nonce = 5n
    },
  ],
  [
    new RegExp(`^${absent}version_tiny_nonce$`),
    (draft) => {
      draft.headers[`${dendrite}version`] = null
      newUuid(draft)
    },
  ],
  [/^tiny_nonce/, newUuid],
  [
    /^(wrong_receiver|other_receiver|signed_for_(other|another)(_\w+)?|wrong_axon)$/,
    (draft) => {
      draft.receiver = stranger.address
    },
  ],
  [
    /^(wrong_signer|other_(signer|key)|wrong_key|forged(_signature)?|wrong_signature|bad_signature|signature_mismatch)$/,
    (draft) => {
      draft.signer = stranger
    },
  ],
  [/^(garbage|malformed|short|invalid)_signature$/, withHeader(`${dendrite}signature`, '0x1234')],
  [
    /^(wrong_axon_hotkey_header|axon_hotkey_header_\w+|other_axon_hotkey)$/,
    withHeader('bt_header_axon_hotkey', stranger.address),
  ],
  [
    /^(body_hash_mismatch|tampered_(body|hashed_field|listed_field)|changed_hashed_field)$/,
    withBody({ ...echoBody, prompt: 'ho' }),
  ],
  [/^(tampered|changed)_(unhashed|unlisted|unprotected)_field$/, withBody({ ...echoBody, answer: 'mine' })],
  [
    /^(wrong|tampered|changed)_body_hash(_header)?$/,
    withHeader('computed_body_hash', bodyHash(['ho', [1n]])),
  ],
  [/^(malformed|bad|invalid|broken|not)_json$/, withBody('{"prompt": ')],
  [/^(empty|no)_body$/, withBody('')],
  [/^(json_)?(list|array)_body$|^body_not_object$/, withBody('[1]')],
  [/^missing_required_body|^missing_required_field(_in_body)?$/, withBody(withoutPrompt)],
  [/^wrong_type(_in_body|_body)?$|^body_wrong_type$/, withBody({ ...echoBody, prompt: 7 })],
  [/^(extra|unknown)_(body_)?field(_in_body)?$/, withBody({ ...echoBody, surplus: 1 })],
  [/^((body_)?(only_)?subclass_fields(_only)?(_body)?|fields_only_body|minimal_body)$/, withBody(echoBody)],
  [
    new RegExp(`^${bad}input_obj(_header)?$`),
    withHeader('bt_header_input_obj_prompt', '!!!not base64 of json'),
  ],
  [new RegExp(`^${bad}timeout(_header)?$`), withHeader('timeout', 'soon')],
  [new RegExp(`^${bad}nonce(_header)?$`), withHeader(`${dendrite}nonce`, 'now')],
  [new RegExp(`^${bad}version(_header)?$`), withHeader(`${dendrite}version`, 'new')],
  [new RegExp(`^${bad}(axon_)?port(_header)?$`), withHeader('bt_header_axon_port', 'door')],
  [/^unknown_(dendrite_)?header$/, withHeader(`${dendrite}unheard`, 'of')],
  [/^unknown_axon_header$/, withHeader('bt_header_axon_unheard', 'of')],
  [/^(wrong|other|mismatched)_name(_header)?$|^name_header_mismatch$/, withHeader('name', 'Other')],
  [/^(int|integer)_timeout(_header)?$|^timeout_(int|integer)$/, withHeader('timeout', '5')],
  [/^(exponent|scientific)_timeout$|^timeout_(exponent|scientific)$/, withHeader('timeout', '5e0')],
  [
    /^minimal_headers$/,
    (draft) => {
      draft.onlyHeaders =
        /^(bt_header_dendrite_(nonce|hotkey|uuid|version|signature)|computed_body_hash|bt_header_input_obj_prompt)$/
      draft.body = echoBody
    },
  ],
  [/^(unknown_(synapse|route|path|name)|not_found)$/, toPath('/Nowhere')],
  [/^(lower_?case|wrong_case)_(path|name|synapse)$/, toPath('/echo')],
  [/^(default_route|ping|synapse_route|default_synapse)$/, toPath('/Synapse')],
  [/^(blacklisted|deny|denied)$/, toPath('/Deny')],
  [/^(boom|forward_raised|forward_raises)$/, toPath('/Boom')],
  [
    /^(get|get_request|get_method)$/,
    (draft) => {
      draft.method = 'GET'
      draft.body = ''
    },
  ],
]

/** Reasons of which we know the words of v10; of others only the kind of refusal is compared. */
const knownReasons = /^\{"message":"Not Verified with error: (Nonce|Missing Nonce|Signature mismatch)/

/** How far a stated beginning of a body can be compared. */
function comparable(prefix: string): string {
  const words = withoutIds(prefix)
  if (/Not Verified with error: Signature mismatch/.test(words))
    return words
      .split(' with ', 2)
      .join(' with ')
      .replace(/mismatch.*$/s, 'mismatch')
  if (/Not Verified with error: /.test(words) && !knownReasons.test(words)) {
    return words.replace(/(Not Verified with error: ).*$/s, '$1')
  }
  // The files cut long bodies: the last word may be half.
  return words.endsWith('}') ? words : words.replace(/\S*$/, '')
}

async function compareAxon(given: z.infer<typeof axonCase>): Promise<string | null> {
  const found = changes.flatMap(([name, change]) => {
    const match = name.exec(given.name)
    return match ? [{ change, match }] : []
  })
  if (found.length === 0) return 'the runner knows no change of a request under this name'

  const clock = { now: startNs }
  await using axon = await serveLegacyAxon({
    keypair: miner,
    routes,
    admission: null,
    rules: v10LegacyRules,
    now: () => clock.now,
  })
  const { same, problem } = comparer()
  const ok = await send(axon.port, write({ ...okDraft(), nonce: startNs }))
  same('status of the unchanged request', ok.status, 200)

  clock.now = nowNs
  const draft = okDraft()
  for (const { change, match } of found) change(draft, match)
  const answer = await send(axon.port, write(draft))
  same('status', answer.status, given.status)
  const hasHeaders = Object.keys(answer.headers).some((name) => name.startsWith('bt_header_'))
  same('bt headers', hasHeaders, given.bt_headers_present)
  if (given.body_prefix !== '') {
    const theirs = comparable(given.body_prefix)
    same('beginning of the body', withoutIds(answer.body).slice(0, theirs.length), theirs)
  }
  return problem()
}

/** The statuses of an axon for requests that differ from a good one; our axon plays by the rules of v10. */
export const axonRuleVectors: readonly VectorKind[] = [
  caseKind(/^legacy-axon-rules.*\.json$/, axonCase, nameField, compareAxon),
]
