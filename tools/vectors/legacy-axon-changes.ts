import { randomUUID } from 'node:crypto'
import { bodyHash, signLegacyRequest } from '@subnetkit/transport/conformance'
import { createKeypair } from '@subnetkit/wallet'

const validator = createKeypair('//Alice')
const stranger = createKeypair('//Eve')
export const miner = createKeypair('//Bob')
const nsPerSecond = 1_000_000_000n
/** Our clock at the unchanged request, and its nonce. */
export const startNs = 1_795_231_600n * nsPerSecond

/** A request of a v10 dendrite before it is written; null leaves a header out. */
export interface Draft {
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

export function okDraft(): Draft {
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

export function write(draft: Draft) {
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
export const nowNs = startNs + 2n * nsPerSecond
const { prompt: _prompt, ...withoutPrompt } = echoBody
const absent = '(?:no|missing|without)_'
const bad = '(?:bad|garbage|invalid|malformed|broken|non_?numeric|text)_'

/** Changes that a case makes to the request, by its name; every match is applied, in this order. */
const changes: readonly (readonly [name: RegExp, change: Change])[] = [
  [/^(resent_)?ok|^unchanged|^fresh|^new_nonce|^higher_nonce|^same_uuid_higher/, () => {}],
  [/(new|other|fresh|different)_uuid/, newUuid],
  [new RegExp(`^${absent}signature|^unsigned`), without(`${dendrite}signature`)],
  [new RegExp(`^${absent}nonce`), without(`${dendrite}nonce`)],
  [new RegExp(`^${absent}(dendrite_|sender_)?hotkey`), without(`${dendrite}hotkey`)],
  [new RegExp(`^${absent}uuid`), without(`${dendrite}uuid`)],
  [new RegExp(`^${absent}timeout`), without('timeout')],
  [new RegExp(`^${absent}version`), without(`${dendrite}version`)],
  [new RegExp(`^${absent}(computed_)?body_hash`), without('computed_body_hash')],
  [new RegExp(`^${absent}(input_obj|required_(input|header))`), without('bt_header_input_obj_prompt')],
  [
    new RegExp(`^${absent}(axon|receiver)`),
    without('bt_header_axon_ip', 'bt_header_axon_port', 'bt_header_axon_hotkey'),
  ],
  [new RegExp(`^${absent}name`), without('name')],
  [new RegExp(`^${absent}(header_|total_)?size`), without('header_size', 'total_size')],
  [
    /^(old|stale|expired)_nonce/,
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
    /future/,
    (draft) => {
      draft.nonce = nowNs + 3_600n * nsPerSecond
    },
  ],
  [
    /lower_nonce/,
    (draft) => {
      draft.nonce = startNs - 1n
    },
  ],
  [
    /^(?!.*(lower|higher)).*(replay|resent_same|same_nonce|equal_nonce)/,
    (draft) => {
      draft.nonce = startNs
    },
  ],
  [
    /^old(er)?_version/,
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
  [/^(?!old).*tiny_nonce/, newUuid],
  [
    /(wrong|other|different)_(receiver|axon|miner)$|(signed_)?for_(other|another|wrong)/,
    (draft) => {
      draft.receiver = stranger.address
    },
  ],
  [
    /(wrong|other|bad|forged|tampered|mismatched|flipped)_(signer|key|signature)|forged|signature_(mismatch|wrong|by_other|tampered)/,
    (draft) => {
      draft.signer = stranger
    },
  ],
  [
    /(garbage|malformed|short|invalid|empty_hex)_signature|signature_(garbage|malformed|not_hex)/,
    withHeader(`${dendrite}signature`, '0x1234'),
  ],
  [
    /(wrong|other|different)_(sender|dendrite_hotkey|hotkey)$/,
    withHeader(`${dendrite}hotkey`, stranger.address),
  ],
  [/axon_hotkey/, withHeader('bt_header_axon_hotkey', stranger.address)],
  [
    /^body_hash_mismatch|^(?!.*(un|non_?|not_)(hash|list|protect)).*(tampered|changed|modified|altered)_(body$|prompt|(\w+_)?field)/,
    withBody({ ...echoBody, prompt: 'ho' }),
  ],
  [
    /unhashed|unlisted|unprotected|non_?listed|not_listed|non_?hash/,
    withBody({ ...echoBody, answer: 'mine' }),
  ],
  [
    /(wrong|tampered|changed|bad)_(computed_)?body_hash/,
    withHeader('computed_body_hash', bodyHash(['ho', [1n]])),
  ],
  [/(malformed|bad|invalid|broken|not|garbage)_(json|body)$/, withBody('{"prompt": ')],
  [/^(empty|no|without)_body$/, withBody('')],
  [/(list|array)_body|body_(not_(an_)?object|is_(a_)?list|array)/, withBody('[1]')],
  [/^missing_required/, withBody(withoutPrompt)],
  [/wrong_(field_)?type/, withBody({ ...echoBody, prompt: 7 })],
  [/(extra|unknown|additional)_(body_)?fields?/, withBody({ ...echoBody, surplus: 1 })],
  [/(subclass|user)_fields|fields_only|minimal_body|body_only/, withBody(echoBody)],
  [new RegExp(`^${bad}input_obj`), withHeader('bt_header_input_obj_prompt', '!!!not base64 of json')],
  [new RegExp(`^${bad}timeout`), withHeader('timeout', 'soon')],
  [new RegExp(`^${bad}nonce`), withHeader(`${dendrite}nonce`, 'now')],
  [new RegExp(`^${bad}version`), withHeader(`${dendrite}version`, 'new')],
  [new RegExp(`^${bad}(axon_)?port`), withHeader('bt_header_axon_port', 'door')],
  [/^unknown_(dendrite_)?header$/, withHeader(`${dendrite}unheard`, 'of')],
  [/^unknown_axon_header$/, withHeader('bt_header_axon_unheard', 'of')],
  [/(wrong|other|mismatched|different)_name|name_(header_)?mismatch/, withHeader('name', 'Other')],
  [/int(eger)?_timeout|timeout_(as_)?int/, withHeader('timeout', '5')],
  [/(exponent|scientific|float)_timeout|timeout_(exp|sci|float)/, withHeader('timeout', '5e0')],
  [
    /^minimal_headers|^smallest/,
    (draft) => {
      draft.onlyHeaders =
        /^(bt_header_dendrite_(nonce|hotkey|uuid|version|signature)|computed_body_hash|bt_header_input_obj_prompt)$/
      draft.body = echoBody
    },
  ],
  [/(unknown|wrong|no_such|missing)_(synapse|route|path|endpoint|class)|not_found|404/, toPath('/Nowhere')],
  [/(lower_?case|wrong_case)/, toPath('/echo')],
  [/default_(route|synapse)|^ping|synapse_route/, toPath('/Synapse')],
  [/blacklist|^den(y|ied)/, toPath('/Deny')],
  [/^boom|forward_rais|raises/, toPath('/Boom')],
  [
    /^get($|_)|_get$/,
    (draft) => {
      draft.method = 'GET'
      draft.body = ''
    },
  ],
]

/** The request of a case with this name; null for an unknown name. */
export function draftOf(name: string): Draft | null {
  const draft = okDraft()
  const found = changes.flatMap(([pattern, change]) => {
    const match = pattern.exec(name)
    return match ? [() => change(draft, match)] : []
  })
  for (const apply of found) apply()
  return found.length > 0 ? draft : null
}
