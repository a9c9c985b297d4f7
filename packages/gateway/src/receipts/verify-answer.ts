import { reasonOf } from '@subnetkit/base'
import { verifyReceipt } from '@subnetkit/transport'
import { gatewayError } from '../errors.js'
import { answersIn, hasLinks, hasRun, plain, type SavedAnswer, vectorsIn } from './answer-texts.js'
import { requestHash, sha256 } from './hashes.js'
import {
  type BrokenOff,
  filesPlace,
  type Proof,
  type Receipt,
  type ReceiptFile,
  receiptFileSchema,
} from './receipt.js'
import { flawOfSeal } from './seal.js'
import { standingOf } from './signed-texts.js'

/** One thing that a receipt states, and how far it is proven. */
export interface AnswerCheck {
  readonly subject: string
  /** False for what nothing in the file or on chain proves; what is wrong throws. */
  readonly proven: boolean
  readonly detail: string
}

/** A receipt without a flaw. */
export interface VerifiedAnswer {
  readonly receipt: Receipt
  readonly checks: readonly AnswerCheck[]
}

/** Options of {@link verifyAnswer}. */
export interface VerifyAnswerOptions {
  /** Answer as the client saved it: the body of a response, a stream, the text alone, or the bytes of an object. @default not compared */
  readonly answer?: string | Uint8Array | undefined
  /** Body of the request as the client sent it, parsed. @default not compared */
  readonly request?: unknown
}

export const answerInvalid = (place: string, detail: string) =>
  gatewayError('ANSWER_UNPROVEN', { place, detail })

/**
 * Checks a receipt by itself: the signature of the gateway, the receipts of the miners that it names, and the answer that the client
 * got. Throws ANSWER_UNPROVEN with the first thing that is wrong.
 */
export function verifyAnswer(file: unknown, { answer, request }: VerifyAnswerOptions = {}): VerifiedAnswer {
  const parsed = receiptFileSchema.safeParse(file)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw answerInvalid(path.join('.') || 'the receipt', message)
  }
  const { receipt } = parsed.data
  return {
    receipt,
    checks: [
      checkSeal(parsed.data),
      ...checkMiners(parsed.data),
      ...checkSources(parsed.data),
      ...(request === undefined ? [] : [checkRequest(receipt, request)]),
      ...(answer === undefined ? [] : checkAnswer(parsed.data, answer)),
    ],
  }
}

function checkSeal({ receipt, seal }: ReceiptFile): AnswerCheck {
  const subject = 'gateway'
  if (seal === null) return { subject, proven: false, detail: 'the gateway has not signed the receipt' }
  const flaw = flawOfSeal(receipt, seal)
  if (flaw !== null) throw answerInvalid('seal', flaw)
  return { subject, proven: true, detail: `signed by ${receipt.gateway}` }
}

/** Places of the miners whose answers went into the client's. */
export const usedMiners = ({ answers }: Receipt): readonly number[] => [
  ...new Set(answers.flatMap(({ by }) => by)),
]

function checkMiners({ receipt, proofs }: ReceiptFile): readonly AnswerCheck[] {
  const places = proofs.map(({ miner }) => miner)
  if (new Set(places).size < places.length) throw answerInvalid('proofs', 'a miner has two of them')
  for (const [at, proof] of proofs.entries()) checkProof(receipt, proof, `proofs.${at}`)
  return usedMiners(receipt).map((place) => {
    const miner = receipt.miners[place]
    if (miner === undefined) throw answerInvalid('receipt.answers', `there is no miner ${place}`)
    if (miner.outcome !== 'good')
      throw answerInvalid('receipt.answers', `the answer of miner ${place} was not good: ${miner.outcome}`)
    const subject = `miner ${miner.hotkey}`
    if (!places.includes(place))
      return { subject, proven: false, detail: 'it has given no receipt of its own' }
    return { subject, proven: true, detail: 'signed request and answer' }
  })
}

/** Answers that the receipt ascribes to nobody. */
const checkSources = ({ receipt: { answers, brokenOff } }: ReceiptFile): readonly AnswerCheck[] =>
  answers.length === 0
    ? [{ subject: 'answer', proven: false, detail: absence(brokenOff) }]
    : answers.flatMap(({ by }, at) =>
        by.length > 0
          ? []
          : [{ subject: `answer ${at}`, proven: false, detail: 'the receipt names no miner for it' }],
      )

const absence = (brokenOff: BrokenOff | undefined): string =>
  brokenOff === undefined
    ? 'the receipt is for none'
    : `is not whole (${brokenOff.outcome}): of its first ${brokenOff.bytes} bytes no miner has signed an answer`

/** Checks that a miner signed the exchange that the receipt names. */
function checkProof({ miners, gateway }: Receipt, proof: Proof, place: string): void {
  const { request, answer, receipt } = proof
  const named = miners[proof.miner]
  const isSame =
    named !== undefined &&
    named.hotkey === receipt.miner &&
    named.request === receipt.request &&
    named.answer === receipt.body &&
    (gateway === null || gateway === receipt.caller)
  if (!isSame) throw answerInvalid(place, 'it is about another exchange than the receipt')
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'base64') : answer.body
  try {
    verifyReceipt(receipt, { request, answer: { status: answer.status, body } })
  } catch (error) {
    throw answerInvalid(place, reasonOf(error))
  }
}

/** Checks that the receipt is for a request: its layout and the order of its fields do not count. */
function checkRequest({ request: named }: Receipt, request: unknown): AnswerCheck {
  const subject = 'request'
  if (named === null) return { subject, proven: false, detail: 'the receipt names none' }
  if (requestHash(request) !== named)
    throw answerInvalid('receipt.request', 'it is not the request that the receipt is for')
  return { subject, proven: true, detail: 'the one that the receipt is for' }
}

/** A text that a client has saved of an answer that is not whole. */
function checkBeginning(
  { outcome, bytes, sha256: hash }: BrokenOff,
  given: string | Uint8Array,
): AnswerCheck {
  const subject = 'answer'
  if (sha256(given) === hash)
    return { subject, proven: true, detail: 'the beginning that the receipt is for' }
  const saved = textOf(given)
  const [first = plain('')] = isSilent(saved) ? [] : answersIn(saved)
  const answer = { ...first, text: first.beginning ?? first.text }
  if (withHash(answer, hash) !== null)
    return { subject, proven: true, detail: 'the beginning that the receipt is for' }
  const saw = Buffer.byteLength(answer.text)
  if (outcome === 'left' && saw < bytes)
    return { subject, proven: false, detail: `has ${saw} of the ${bytes} bytes whose hash the receipt has` }
  throw answerInvalid('receipt.brokenOff', 'it is not the beginning that the receipt is for')
}

/** Returns true for a stream of which no more than comments have come. */
const isSilent = (saved: string): boolean => saved.split('\n').every((line) => /^(:.*)?\r?$/.test(line))

function checkAnswer({ receipt, proofs }: ReceiptFile, saved: string | Uint8Array): readonly AnswerCheck[] {
  const { answers, brokenOff } = receipt
  if (brokenOff !== undefined) return [checkBeginning(brokenOff, saved)]
  if (receipt.synapse === filesPlace) return [checkObject(answers, saved)]
  const found = foundIn(textOf(saved), answers)
  return answers.flatMap(({ by }, at) => {
    const subject = `answer ${at}`
    const same: AnswerCheck = { subject, proven: true, detail: 'the one that the receipt is for' }
    const kept = by.flatMap((place) => {
      const body = proofs.find(({ miner }) => miner === place)?.answer.body
      return typeof body === 'string' ? [Buffer.from(body, 'base64')] : []
    })
    const { written } = found[at]!
    if (kept.length === 0 || written.length === 0) return [same]
    return [same, { subject, ...writtenBy(kept, written) }]
  })
}

const textOf = (saved: string | Uint8Array): string =>
  typeof saved === 'string' ? saved : Buffer.from(saved).toString()

/** Compares the bytes of an object as they are: its miners keep parts of it, in forms of their own. */
function checkObject([first]: Receipt['answers'], saved: string | Uint8Array): AnswerCheck {
  if (sha256(saved) !== first?.sha256)
    throw answerInvalid('answer 0', 'it is not the one that the receipt is for')
  return { subject: 'answer 0', proven: true, detail: 'the one that the receipt is for' }
}

/** The answers of a receipt as they were saved: among those of other receipts of one request, or a text alone. */
function foundIn(saved: string, answers: Receipt['answers']): readonly SavedAnswer[] {
  const all = answersIn(saved)
  const matches = (from: number) => answers.map(({ sha256: hash }, at) => withHash(all[from + at], hash))
  const starts = Array.from({ length: Math.max(0, all.length - answers.length) + 1 }, (_, from) => from)
  const places = starts.map(matches)
  const complete = places.find((one) => one.every((answer) => answer !== null))
  if (complete !== undefined) return complete as readonly SavedAnswer[]
  const alone = answers.length === 1 ? withHash(plain(saved), answers[0]!.sha256) : null
  if (alone !== null) return [alone]
  // A list of texts has a receipt for as many as were asked about at once: this one is for some of its vectors.
  if (answers.length === 1 && hasRun(vectorsIn(saved), answers[0]!.sha256)) return [{ text: '', written: [] }]
  if (all.length < answers.length) {
    throw answerInvalid('answer', `it has ${all.length} texts, the receipt is for ${answers.length}`)
  }
  const wrong = Math.max(0, places[0]?.indexOf(null) ?? 0)
  const why = hasLinks(saved) ? ': it has links; ask for b64_json, and save the pictures with it' : ''
  throw answerInvalid(`answer ${wrong}`, `it is not the one that the receipt is for${why}`)
}

function withHash(answer: SavedAnswer | undefined, hash: string): SavedAnswer | null {
  if (answer === undefined) return null
  if (sha256(answer.text) === hash) return answer
  // Editors end a file with a line feed that the answer does not have.
  const cut = typeof answer.text === 'string' ? plain(answer.text.replace(/\n$/, '')) : null
  return cut !== null && sha256(cut.text) === hash ? cut : null
}

const [whole, beginning, absent] = [
  'stands in the bytes that a miner signed',
  'is the beginning of a text in the bytes that a miner signed',
  'does not stand in the bytes of a miner as it is',
] as const

/** Returns true for a statement about the bytes that miners signed. */
export const isOfBytes = ({ detail }: AnswerCheck): boolean =>
  [whole, beginning, absent].some((one) => one === detail)

/** Places of the texts of an answer in the bytes that miners signed. */
function writtenBy(kept: readonly Uint8Array[], written: readonly string[]): Omit<AnswerCheck, 'subject'> {
  const standings = kept.map((bytes) => written.map((text) => standingOf(text, bytes)))
  if (standings.some((one) => one.every((standing) => standing === 'whole')))
    return { proven: true, detail: whole }
  if (standings.some((one) => !one.includes('absent'))) return { proven: true, detail: beginning }
  return { proven: false, detail: absent }
}
