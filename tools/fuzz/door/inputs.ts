import fc from 'fast-check'

/** One input at the door: a text over the websocket, or a POST with these headers. */
export type DoorInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'post'; readonly text: string; readonly headers: Readonly<Record<string, string>> }

const call = (method: unknown, params: unknown, id: unknown = 1) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })

const hex = fc.uint8Array({ maxLength: 70 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
const oddity = fc.constantFrom<unknown>(null, '', '0x', '0xzz', -1, 1.5, 2 ** 53, 1e308, true, [], {}, [[]])
const param = fc.oneof(hex, oddity, fc.jsonValue({ maxDepth: 3 }))

/** Requests that a foreign page can send to a port of this machine, which would make blocks if they were carried out. */
const page = fc
  .tuple(
    fc.constantFrom('dev_mine', 'dev_snapshot', 'dev_pulse'),
    fc.constantFrom<Readonly<Record<string, string>>>(
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json', origin: 'https://evil.example' },
      { 'content-type': 'application/json', origin: 'null' },
      { 'content-type': 'application/json', host: 'evil.example:9944' },
      {},
    ),
  )
  .map(([method, headers]) => ({ kind: 'post' as const, text: call(method, []), headers }))

/** Draws inputs, none of which may change the chain. `extrinsic` is a valid one, of which only altered forms are sent. */
export function doorInputs(methods: readonly string[], extrinsic: Uint8Array): fc.Arbitrary<DoorInput> {
  const harmless = methods.filter((method) => !method.startsWith('dev_'))
  const developer = methods.filter(
    (method) => method.startsWith('dev_') && !/mine$|snapshot|pulse/i.test(method),
  )
  const requests = fc.tuple(fc.constantFrom(...harmless), fc.array(param, { maxLength: 5 }))
  const wrong = fc.constantFrom(...developer).map((method) => call(method, [{ no: 'such' }, [[]], -1]))
  const text = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.json(),
    requests.map(([method, params]) => call(method, params)),
    cutOrFlipped(requests.map(([method, params]) => call(method, params))),
    fc
      .array(requests, { maxLength: 5 })
      .map((list) => `[${list.map(([name, params]) => call(name, params)).join()}]`),
    submitted(extrinsic),
    wrong,
    fc.nat({ max: 400 }).map((depth) => call('state_getStorage', []).replace('[]', '['.repeat(depth))),
  )
  return fc.oneof(
    { weight: 40, arbitrary: text.map((content) => ({ kind: 'text' as const, text: content })) },
    { weight: 1, arbitrary: page },
  )
}

function cutOrFlipped(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, fc.nat(), fc.nat({ max: 0x7f }), fc.boolean()).map(([text, at, code, isCut]) => {
    const place = at % text.length
    const rest = isCut ? '' : String.fromCharCode(code) + text.slice(place + 1)
    return text.slice(0, place) + rest
  })
}

/** Altered forms of an extrinsic, by every method that takes one. */
function submitted(extrinsic: Uint8Array): fc.Arbitrary<string> {
  const method = fc.constantFrom(
    'author_submitExtrinsic',
    'author_submitAndWatchExtrinsic',
    'transaction_v1_broadcast',
    'transactionWatch_v1_submitAndWatch',
    'payment_queryInfo',
  )
  const flip = fc.tuple(fc.nat({ max: extrinsic.length - 1 }), fc.integer({ min: 1, max: 255 }))
  return fc
    .tuple(method, flip, fc.nat({ max: extrinsic.length }), fc.boolean())
    .map(([name, [at, bits], end, isCut]) => {
      const altered = extrinsic.with(at, (extrinsic[at] ?? 0) ^ bits).slice(0, isCut ? end : undefined)
      return call(name, [`0x${Buffer.from(altered).toString('hex')}`])
    })
}
