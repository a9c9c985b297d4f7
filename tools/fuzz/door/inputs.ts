import fc from 'fast-check'
import { changesChain, type DoorWorld, type Example, examplesOf, isOfFollower } from './examples.js'
import { mutatedParams } from './mutate.js'

/**
 * One input at the door: a text over the websocket, a request that may be valid and change the chain then, or a POST with these
 * headers.
 */
export type DoorInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'change'; readonly text: string }
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

/** Draws inputs, none of which may change the chain unless it is carried out. */
export function doorInputs(methods: readonly string[], world: DoorWorld): fc.Arbitrary<DoorInput> {
  const extrinsic = Buffer.from(world.extrinsic.slice(2), 'hex')
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
    { weight: 16, arbitrary: text.map((content) => ({ kind: 'text' as const, text: content })) },
    { weight: 24, arbitrary: almostValid(examplesOf(world)) },
    { weight: 1, arbitrary: page },
  )
}

/** Valid requests that are changed in one place or two; those of a follower come after its start. */
function almostValid(examples: readonly Example[]): fc.Arbitrary<DoorInput> {
  const requestOf = (list: readonly Example[]) =>
    fc
      .constantFrom(...list)
      .chain(({ method, params }) => mutatedParams(params).map((mutated) => call(method, mutated)))
  const reading = examples.filter((example) => !changesChain(example))
  const [followers, others] = [reading.filter(isOfFollower), reading.filter((each) => !isOfFollower(each))]
  const text = fc.oneof(
    { weight: 3, arbitrary: requestOf(others) },
    { weight: 2, arbitrary: requestOf(followers) },
    { weight: 1, arbitrary: fc.constantFrom(...followers).map(({ method, params }) => call(method, params)) },
    { weight: 1, arbitrary: fc.constant(call('chainHead_v1_follow', [true])) },
  )
  const change = requestOf(examples.filter(changesChain)).filter((request) => !isLong(request))
  return fc.oneof(
    { weight: 3, arbitrary: text.map((content) => ({ kind: 'text' as const, text: content })) },
    { weight: 1, arbitrary: change.map((content) => ({ kind: 'change' as const, text: content })) },
  )
}

/** Thousands of blocks would be valid, and take their time. */
const isLong = (request: string): boolean => /"dev_mine","params":\[[0-9]{3,}/.test(request)

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
