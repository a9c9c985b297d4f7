import type { Subnet } from '@subnetkit/core'
import type { ViewCall } from '../answer/view-call.js'
import { toCall as toChat } from '../chat/to-call.js'
import { toCalls as toCompletions } from '../completions/to-calls.js'
import { toCalls as toEmbeddings } from '../embeddings/to-calls.js'
import { toCall as toImage } from '../images/to-call.js'
import { toCall as toJson } from '../json/to-call.js'
import type { GatewayModel } from '../model.js'
import { parseChat } from '../wire/parse-chat.js'
import { parseCompletion } from '../wire/parse-completion.js'
import { parseEmbedding } from '../wire/parse-embedding.js'
import { parseImage } from '../wire/parse-image.js'
import { parseJson } from '../wire/parse-json.js'
import { parseResponses } from '../wire/parse-responses.js'
import type { ReceiptFile } from './receipt.js'
import { type AnswerCheck, isOfBytes, type VerifiedAnswer } from './verify-answer.js'
import { viewHashes } from './view-hashes.js'

/** Definition by whose views a gateway has made an answer, and the request as the client sent it. */
export interface ViewSource {
  readonly subnet: Pick<Subnet, 'protocol' | 'views'>
  readonly request: unknown
}

/**
 * Runs the views of a subnet over the bytes that miners signed: answers that a view rewrites are proven by them. `verified` is the outcome
 * of {@link verifyAnswer} for the same file.
 */
export async function verifyAnswerViews(
  { receipt, checks }: VerifiedAnswer,
  { proofs }: ReceiptFile,
  { subnet, request }: ViewSource,
): Promise<VerifiedAnswer> {
  const calls = (await callsOf(subnet, request)).filter(({ question, live }) =>
    [question.synapse, live?.synapse].includes(receipt.synapse),
  )
  const made = new Map<number, ReadonlySet<string>>()
  for (const { miner, answer } of proofs) {
    if (typeof answer.body !== 'string') continue
    made.set(
      miner,
      new Set(await viewHashes(subnet, calls, Buffer.from(answer.body, 'base64'), receipt.synapse)),
    )
  }
  const found = receipt.answers.flatMap(({ sha256: hash, by }, at): readonly AnswerCheck[] => {
    const all = by.flatMap((place) => made.get(place) ?? [])
    const subject = `answer ${at}`
    if (all.length === 0) return []
    if (all.some((hashes) => hashes.has(hash)))
      return [
        { subject, proven: true, detail: 'is what the view of the subnet makes of what a miner signed' },
      ]
    return [{ subject, proven: false, detail: 'the views of the subnet make another of what miners signed' }]
  })
  // Of what is said about one answer, that counts which proves it: a view says more than the search for its text.
  const proven = new Set(found.flatMap((one) => (one.proven ? [one.subject] : [])))
  const standing = new Set(checks.flatMap((one) => (isOfBytes(one) && one.proven ? [one.subject] : [])))
  return {
    receipt,
    checks: [
      ...checks.filter((one) => one.proven || !isOfBytes(one) || !proven.has(one.subject)),
      ...found.filter((one) => one.proven || !standing.has(one.subject)),
    ],
  }
}

/** The calls that a request is, at whichever endpoint it was sent; those that it is not are left out. */
async function callsOf(
  { protocol, views = {} }: ViewSource['subnet'],
  request: unknown,
): Promise<readonly ViewCall<unknown>[]> {
  const model = { id: 'subnet', protocol, views } as unknown as GatewayModel
  const readers: readonly (() => unknown)[] = [
    () => toChat(model, parseChat(request)),
    () => toChat(model, parseResponses(request).chat),
    () => toCompletions(model, parseCompletion(request)),
    () => toEmbeddings(model, parseEmbedding(request)),
    () => toImage(model, parseImage(request)),
    () => toJson(model, parseJson(request).input),
  ]
  const calls: ViewCall<unknown>[] = []
  for (const read of readers) {
    try {
      calls.push(...([await read()].flat() as ViewCall<unknown>[]))
    } catch {
      // A request of another endpoint.
    }
  }
  return calls
}
