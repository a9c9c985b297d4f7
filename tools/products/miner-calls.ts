import { createKeypair, type Keypair } from '@subnetkit/wallet'
import {
  call,
  type Lines,
  type MinerCall,
  question,
  type Request,
  raw,
  send,
  signedLines,
  validator,
} from './call-miner.js'

const stranger = createKeypair('//Eve')
const minerKey = createKeypair('//Bob')

const now = () => BigInt(Date.now()) * 1_000_000n
const seconds = (count: number) => BigInt(count) * 1_000_000_000n

const without = (name: string) => (lines: Lines) => lines.filter(([own]) => own !== `X-Bittensor-${name}`)
const set = (name: string, value: string) => (lines: Lines) =>
  [...without(name)(lines), [`X-Bittensor-${name}`, value]] as const
const change = (name: string, edit: (value: string) => string) => (lines: Lines) =>
  lines.map(([own, value]) => [own, own === `X-Bittensor-${name}` ? edit(value) : value] as const)
const again = (name: string) => (lines: Lines) => [
  ...lines,
  ...lines.filter(([own]) => own === `X-Bittensor-${name}`),
]

const oversize = JSON.stringify({ numbers: [1], padding: 'x'.repeat(5_000) })
const stream = (to: number, after: string): Request => ({
  target: '/count',
  body: JSON.stringify({ to, after }),
})
const trouble = (kind: string): Request => ({ target: '/trouble', body: JSON.stringify(kind) })
const signedBy = (keypair: Keypair): Request => ({ signed: { keypair } })
const BAD = ['AUTH_BAD_SIGNATURE', 'AUTH_MALFORMED', 'AUTH_STALE', 'AUTH_WRONG_RECEIVER'] as const
const [badSignature, malformed, stale, wrongReceiver] = BAD
const nobody = '5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM'

/** Every way to be answered and to be refused. */
export const minerCalls: readonly MinerCall[] = [
  call('a signed call', {}, 200),
  call('a signed query', { target: '/sort?a=%20b&c' }, 200),
  call('a chunked body', { isChunked: true }, 200),
  call('a later version', { target: '/sort.v3', body: '[2,1]' }, 200),
  call(
    'names of headers in other capitals',
    { headers: (lines) => lines.map(([name, value]) => [name.toUpperCase(), value]) },
    200,
  ),
  call('sr25519 named', { headers: set('Crypto', 'sr25519') }, 200),
  call('sr25519 by its code', { headers: set('Crypto', '1') }, 200),
  call('sr25519 in capitals', { headers: set('Crypto', 'SR25519') }, 200),
  call('a signature without 0x', { headers: change('Signature', (hex) => hex.slice(2)) }, 200),
  call(
    'a signature in capitals',
    { headers: change('Signature', (hex) => `0x${hex.slice(2).toUpperCase()}`) },
    200,
  ),
  call('a nonce with zeros before it', { headers: change('Nonce', (nonce) => `00${nonce}`) }, 200),
  call(
    '9 s old',
    {
      signed: {
        get nonce() {
          return now() - seconds(9)
        },
      },
    },
    200,
  ),
  call(
    '1 s ahead',
    {
      signed: {
        get nonce() {
          return now() + seconds(1)
        },
      },
    },
    200,
  ),

  call('no authentication', { headers: () => [] }, 401, malformed),
  call('no version', { headers: without('Version') }, 401, malformed),
  call('version 2', { headers: set('Version', '2') }, 401, malformed),
  call('no hotkey', { headers: without('Hotkey') }, 401, malformed),
  call('an empty hotkey', { headers: set('Hotkey', '') }, 401, malformed),
  call(
    'a hotkey with a typo',
    { headers: change('Hotkey', (address) => `${address.slice(0, -1)}x`) },
    401,
    malformed,
  ),
  call(
    'a hotkey of another network',
    { headers: set('Hotkey', '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5') },
    401,
    malformed,
  ),
  call('the key of nobody', { headers: set('Hotkey', nobody) }, 401, malformed),
  call('no nonce', { headers: without('Nonce') }, 401, malformed),
  call('a nonce with a sign', { headers: change('Nonce', (nonce) => `+${nonce}`) }, 401, malformed),
  call('a nonce with a point', { headers: change('Nonce', (nonce) => `${nonce}.5`) }, 401, malformed),
  call('an unknown scheme', { headers: set('Crypto', 'ecdsa') }, 401, malformed),
  call('no signature', { headers: without('Signature') }, 401, malformed),
  call('a signature that is no hex', { headers: set('Signature', '0xzz') }, 401, malformed),
  call(
    'half a byte of signature',
    { headers: change('Signature', (hex) => hex.slice(0, -1)) },
    401,
    malformed,
  ),
  call('a short signature', { headers: change('Signature', (hex) => hex.slice(0, -2)) }, 401, malformed),
  call('a long signature', { headers: change('Signature', (hex) => `${hex}00`) }, 401, malformed),
  ...['Version', 'Hotkey', 'Nonce', 'Signature', 'Receiver'].map((name) =>
    call(`${name} twice`, { headers: again(name) }, 401, malformed),
  ),
  call('no receiver', { signed: { receiver: null } }, 401, wrongReceiver),
  call('another receiver', { signed: { receiver: stranger.address } }, 401, wrongReceiver),
  call(
    '11 s old',
    {
      signed: {
        get nonce() {
          return now() - seconds(11)
        },
      },
    },
    401,
    stale,
  ),
  call(
    '4 s ahead',
    {
      signed: {
        get nonce() {
          return now() + seconds(4)
        },
      },
    },
    401,
    stale,
  ),
  call('a nonce of 100 digits', { headers: set('Nonce', '9'.repeat(100)) }, 401, stale),
  call('nonce zero', { headers: set('Nonce', '0') }, 401, stale),
  call(
    'stale before a short signature',
    { signed: { nonce: 1n }, headers: set('Signature', '0xff') },
    401,
    stale,
  ),
  call(
    'receiver before freshness',
    { signed: { nonce: 1n, receiver: stranger.address } },
    401,
    wrongReceiver,
  ),
  call(
    'scheme before receiver',
    { signed: { receiver: null }, headers: set('Crypto', 'ed25519') },
    401,
    badSignature,
  ),
  call('the other scheme', { headers: set('Crypto', 'ED25519') }, 401, badSignature),
  call('the other scheme by its code', { headers: set('Crypto', '0') }, 401, badSignature),
  call('another body', { signed: { body: Buffer.from('{"numbers":[3,1,4]}') } }, 401, badSignature),
  call('another target', { signed: { target: '/sort?' } }, 401, badSignature),
  call('another method', { signed: { method: 'GET' } }, 401, badSignature),
  call(
    'another nonce',
    { headers: change('Nonce', (nonce) => String(BigInt(nonce) + 1n)) },
    401,
    badSignature,
  ),
  call(
    'a signature of another key',
    { ...signedBy(stranger), headers: set('Hotkey', validator.address) },
    401,
    badSignature,
  ),
  call('zeros as a signature', { headers: set('Signature', `0x${'00'.repeat(64)}`) }, 401, badSignature),
  call('ones as a signature', { headers: set('Signature', `0x${'ff'.repeat(64)}`) }, 401, badSignature),
  call('an ed25519 signature', signedBy(createKeypair('//Alice', { scheme: 'ed25519' })), 401, badSignature),
  {
    name: 'the same request twice',
    expected: [401, 'AUTH_REPLAYED'],
    async run(miner) {
      const lines = signedLines(miner, {})
      const first = await send(miner, {}, lines)
      if (first.status !== 200) throw new Error(`the first one was refused with ${first.status}`)
      return send(miner, {}, lines)
    },
  },
  call('a caller that is not on the list', signedBy(stranger), 403, 'CALLER_UNKNOWN'),
  call('an own request of the miner', signedBy(minerKey), 403, 'CALLER_UNKNOWN'),

  call('an unknown synapse', { target: '/nothing' }, 404, 'SYNAPSE_UNKNOWN'),
  call('the root', { target: '/' }, 404, 'SYNAPSE_UNKNOWN'),
  call('a name of every object', { target: '/constructor' }, 404, 'SYNAPSE_UNKNOWN'),
  call('an encoded name', { target: '/%73ort' }, 404, 'SYNAPSE_UNKNOWN'),
  call('a slash at the end', { target: '/sort/' }, 404, 'SYNAPSE_UNKNOWN'),
  call('another method than POST', { method: 'PUT' }, 405, 'METHOD_NOT_ALLOWED'),
  call('a version that is not served', { target: '/sort.v2' }, 404, 'SYNAPSE_VERSION_UNKNOWN'),
  call(
    'a version of a synapse without',
    { target: '/translate.v2', body: '{}' },
    404,
    'SYNAPSE_VERSION_UNKNOWN',
  ),
  call('a handshake', { target: '/.session', body: '{}' }, 404, 'SESSIONS_OFF'),
  call('a question for receipts', { target: '/.receipts', body: '{}' }, 404, 'RECEIPTS_OFF'),
  call('version 1 by its number', { target: '/sort.v1' }, 404, 'SYNAPSE_MISNAMED'),
  call(
    'an unknown synapse without authentication',
    { target: '/nothing', headers: () => [] },
    401,
    malformed,
  ),

  call('no JSON', { body: 'null null' }, 400, 'BODY_MALFORMED'),
  call('JSON for a synapse with binary values', { target: '/join', body: '{}' }, 400, 'BODY_MALFORMED'),
  call('no body', { body: '' }, 400, 'BODY_MALFORMED'),
  call('a wrong type', { body: '{"numbers":["1"]}' }, 400, 'BODY_MALFORMED'),
  call('NaN', { body: '{"numbers":[NaN]}' }, 400, 'BODY_MALFORMED'),
  call(
    'a compressed body',
    { headers: (lines) => [...lines, ['Content-Encoding', 'gzip']] },
    415,
    'BODY_ENCODED',
  ),
  call(
    'a body that is not compressed',
    { headers: (lines) => [...lines, ['Content-Encoding', 'identity']] },
    200,
  ),
  call('a body that is too large', { body: oversize }, 413, 'BODY_TOO_LARGE'),
  call('a chunked body that is too large', { body: oversize, isChunked: true }, 413, 'BODY_TOO_LARGE'),
  call(
    'a body that is too large, without authentication',
    { body: oversize, headers: () => [] },
    413,
    'BODY_TOO_LARGE',
  ),
  call(
    'many headers',
    { headers: (lines) => [...lines, ...Array.from({ length: 80 }, (_, at) => [`X-${at}`, '1'] as const)] },
    431,
    'TOO_MANY_HEADERS',
  ),

  call('a handler that throws', trouble('throw'), 500, 'HANDLER_FAILED'),
  call('a handler that lies', trouble('lie'), 500, 'HANDLER_FAILED'),
  call('a handler that says too much', trouble('large'), 500, 'HANDLER_FAILED'),
  call('a handler that takes too long', trouble('slow'), 504, 'HANDLER_TOO_SLOW'),

  call('a stream', stream(3, 'end'), 200),
  call('an empty stream', stream(0, 'end'), 200),
  call('a stream that fails before its first chunk', stream(0, 'throw'), 500, 'HANDLER_FAILED'),
  call('a stream that fails later', stream(2, 'throw'), 200, 'HANDLER_FAILED'),
  call('a stream with a wrong chunk', stream(2, 'lie'), 200, 'HANDLER_FAILED'),
  call('a stream that hangs', stream(1, 'hang'), 200, 'HANDLER_TOO_SLOW'),
  call('a stream that hangs from the start', stream(0, 'hang'), 504, 'HANDLER_TOO_SLOW'),
  call('a stream without an end', stream(1, 'flood'), 200, 'HANDLER_FAILED'),

  call('healthz', { method: 'GET', target: '/healthz', body: '', headers: () => [] }, 200),
  call('readyz', { method: 'GET', target: '/readyz', body: '', headers: () => [] }, 200),

  raw(
    'both a length and an encoding',
    400,
    (head) => `${head}\r\nContent-Length: 19\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  raw('two lengths', 400, (head) => `${head}\r\nContent-Length: 19\r\nContent-Length: 20\r\n\r\n${question}`),
  raw('a length with a sign', 400, (head) => `${head}\r\nContent-Length: +19\r\n\r\n${question}`),
  raw(
    'a header that goes on in the next line',
    400,
    (head) => `${head}\r\nX-A: 1\r\n 2\r\nContent-Length: 19\r\n\r\n${question}`,
  ),
  raw('a blank before the colon', 400, (head) => `${head}\r\nContent-Length : 19\r\n\r\n${question}`),
  raw('another encoding', 400, (head) => `${head}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`),
  raw(
    'a body announced by Expect',
    100,
    (head) => `${head}\r\nContent-Length: 19\r\nExpect: 100-continue\r\n\r\n`,
  ),
  raw('headers that are too large', 431, (head) => `${head}\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`),
]
