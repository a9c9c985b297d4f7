import { isSubnetError } from '@subnetkit/base'
import { verifyRequest } from '@subnetkit/transport'
import fc from 'fast-check'
import { bytesOf, type Draft, framingOf, isPlain, requestOf } from './draft.js'
import { framingMutations } from './mutations/framing.js'
import { headerMutations } from './mutations/headers.js'
import type { Mutation } from './mutations/mutation.js'
import { requestMutations } from './mutations/request.js'
import { sessionMutations } from './mutations/session.js'
import { signedMutations } from './mutations/signed.js'
import { rawExchange } from './raw-exchange.js'
import type { ReferenceSession } from './reference-session.js'
import type { Verdict, WireRequest } from './reference-verifier.js'
import { type Served, senders, type World } from './world.js'

const kinds = {
  signed: { ...headerMutations, ...requestMutations, ...framingMutations, ...signedMutations },
  session: { ...headerMutations, ...requestMutations, ...framingMutations, ...sessionMutations },
} satisfies Record<string, Readonly<Record<string, Mutation>>>
type Kind = keyof typeof kinds

const caseOf = <K extends Kind>(kind: K) =>
  fc.record({
    kind: fc.constant(kind),
    sender: fc.nat({ max: senders.length - 1 }),
    /** Sends the valid request first, so that the mutated one must not pass at all. */
    replayed: fc.boolean(),
    target: fc.constantFrom('/echo', '/echo?x=1'),
    mutations: fc.array(
      fc.record({
        name: fc.constantFrom(...Object.keys(kinds[kind])),
        n: fc.nat({ max: 4_095 }),
        text: fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 20 })),
      }),
      { maxLength: 3 },
    ),
  })
/** Cases of both kinds. */
export const cases = fc.oneof(
  { arbitrary: caseOf('signed'), weight: 3 },
  { arbitrary: caseOf('session'), weight: 1 },
)
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

let ids = 0

/**
 * Returns the check of one case after the other. It rejects if the case is accepted although it differs from what was signed
 * or came before, if the implementations disagree, or if an honest request is refused.
 */
export function createCheck(world: World) {
  let session: ReferenceSession | undefined

  async function draftOf({ kind, sender, target }: Case, id: number): Promise<Draft> {
    const body = Buffer.from(JSON.stringify({ id, text: 'a text with some words in it' }))
    const base = { method: 'POST', target, body, framing: framingOf(body), sent: null }
    const keypair = senders[sender]!
    if (kind === 'signed') return { ...base, headers: world.sign(keypair, target, body) }
    if (!session || session.end < world.nowMs() + 30_000) session = await world.openSession()
    const headers = session.headersOf({ method: 'POST', target, body }, world.nowMs())
    return { ...base, headers: headers.map(([name, value]) => [name, value]) }
  }

  const judge = ({ kind }: Case, request: WireRequest): Verdict =>
    kind === 'signed' ? world.reference.judge(request) : session!.judge(request, world.nowMs())

  /** Verdict of the verifier without a server; a session has none. */
  async function verdictOf({ kind }: Case, request: WireRequest): Promise<Verdict> {
    if (kind === 'session') return judge({ kind } as Case, request)
    try {
      const { hotkey } = await verifyRequest(world.verifier, request)
      return hotkey === senderIn(request) ? 'ok' : `accepted as ${hotkey}`
    } catch (error) {
      if (isSubnetError(error)) return error.code
      throw error
    }
  }

  async function honest(given: Case, draft: Draft): Promise<void> {
    const request = requestOf(draft)
    const verdicts = [judge(given, request)]
    if (given.kind === 'signed') verdicts.push(await verdictOf(given, request))
    verdicts.push((await rawExchange(world.port, bytesOf(draft), 10_000)).code)
    if (verdicts.some((verdict) => verdict !== 'ok'))
      throw new Error(`an honest request was refused: ${verdicts.join(', ')}`)
  }

  return async (given: Case) => {
    world.advance()
    const id = ids++
    const signed = await draftOf(given, id)
    const other = await draftOf(given, -1)
    const original = requestOf(signed)
    if (given.replayed) await honest(given, signed)
    const draft: Draft = { ...signed, headers: signed.headers.map(([name, value]) => [name, value]) }
    for (const { name, n, text } of given.mutations) {
      const table: Readonly<Record<string, Mutation>> = kinds[given.kind]
      if (draft.headers.length > 0) table[name]!(draft, { n, text }, other)
    }
    const request = requestOf(draft)
    const expected = judge(given, request)
    const verdict = given.kind === 'signed' ? await verdictOf(given, request) : expected
    if (verdict !== expected) throw new Error(`the verifier says ${verdict}, the reference ${expected}`)
    if (verdict === 'ok') checkAlike(given, original, request)
    const bytes = bytesOf(draft)
    const answer = await rawExchange(world.port, bytes, 10_000)
    const atServer = given.kind === 'signed' && hasSessionHeader(request) ? 'SESSION_MALFORMED' : expected
    if (isPlain(draft) && answer.code !== atServer && isAuthenticated(answer.code))
      throw new Error(`the server says ${answer.code || answer.status}, the reference ${atServer}`)
    const calls = world.take(id)
    const strangers = world.take(-1)
    checkServed(given, original, calls)
    if (strangers.length > 0)
      throw new Error(`a mix of two requests was served: ${JSON.stringify(strangers)}`)
    if (given.mutations.length === 0 && answer.code !== (given.replayed ? replayCode(given) : 'ok'))
      throw new Error(`an unchanged request got ${answer.code || answer.status}`)
    return {
      accepted: given.mutations.length > 0 && answer.code === 'ok',
      answer: answer.code || `${answer.status}`,
    }
  }
}

const replayCode = ({ kind }: Case) => (kind === 'signed' ? 'AUTH_REPLAYED' : 'SESSION_REPLAYED')

/** After authentication come the schema and the body, which the reference knows nothing of. */
const isAuthenticated = (code: string) => code !== 'BODY_MALFORMED' && code !== 'TOO_MANY_HEADERS'

const hasSessionHeader = ({ headers }: WireRequest) =>
  headers.some(([name]) => /^x-subnetkit-(session|counter|expires|mac)$/i.test(name))

const senderIn = ({ headers }: WireRequest) =>
  headers.find(([name]) => name.toLowerCase() === 'x-bittensor-hotkey')?.[1]

function checkAlike({ replayed }: Case, signed: WireRequest, accepted: WireRequest): void {
  if (replayed) throw new Error('a replay was accepted')
  const isAlike =
    accepted.method.toUpperCase() === signed.method &&
    accepted.target === signed.target &&
    accepted.body.equals(signed.body) &&
    senderIn(accepted) === senderIn(signed)
  if (!isAlike) throw new Error('a request was accepted that differs from what was signed')
}

function checkServed({ kind, sender, replayed }: Case, signed: WireRequest, calls: readonly Served[]): void {
  if (calls.length > 1) throw new Error(`one signature was served ${calls.length} times`)
  if (replayed && calls.length !== 1) throw new Error('the honest request did not reach its handler')
  const caller = senders[kind === 'signed' ? sender : 0]!.address
  for (const call of calls) {
    const asked = { caller, synapse: 'echo', input: JSON.parse(signed.body.toString()) }
    if (JSON.stringify(call) !== JSON.stringify(asked))
      throw new Error(`served ${JSON.stringify(call)} instead of ${JSON.stringify(asked)}`)
  }
}
