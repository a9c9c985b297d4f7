import { reasonOf } from '@subnetkit/base'
import { verifyReceipt } from '@subnetkit/transport'
import { gatewayError } from '../errors.js'
import { isTextIn, textsOfAnswer } from './answer-texts.js'
import { sha256 } from './hashes.js'
import { type Proof, type Receipt, type ReceiptFile, receiptFileSchema } from './receipt.js'
import { flawOfSeal } from './seal.js'

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
  /** What the client got and saved: the body of a response, a stream, or the text alone. @default not compared */
  readonly answer?: string | undefined
}

export const answerInvalid = (place: string, detail: string) =>
  gatewayError('ANSWER_INVALID', { place, detail })

/**
 * Checks a receipt by itself: the signature of the gateway, the receipts of the miners that it names, and the answer that the client
 * got. Throws ANSWER_INVALID with the first thing that is wrong.
 */
export function verifyAnswer(file: unknown, { answer }: VerifyAnswerOptions = {}): VerifiedAnswer {
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
    const subject = `miner ${miner.hotkey}`
    if (!places.includes(place))
      return { subject, proven: false, detail: 'it has given no receipt of its own' }
    return { subject, proven: true, detail: 'signed request and answer' }
  })
}

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

function checkAnswer({ receipt, proofs }: ReceiptFile, saved: string): readonly AnswerCheck[] {
  const texts = textsOfAnswer(saved)
  const { answers } = receipt
  if (texts.length !== answers.length) {
    throw answerInvalid('answer', `it has ${texts.length} texts, the receipt is for ${answers.length}`)
  }
  return answers.flatMap(({ sha256: hash, by }, at) => {
    // Editors end a file with a line feed that the answer does not have.
    const forms = typeof texts[at] === 'string' ? [texts[at], texts[at].replace(/\n$/, '')] : [texts[at]!]
    const text = forms.find((form) => sha256(form) === hash)
    if (text === undefined) throw answerInvalid(`answer ${at}`, 'it is not the one that the receipt is for')
    const subject = `answer ${at}`
    const kept = by.flatMap((place) => {
      const body = proofs.find(({ miner }) => miner === place)?.answer.body
      return typeof body === 'string' ? [Buffer.from(body, 'base64')] : []
    })
    const same: AnswerCheck = { subject, proven: true, detail: 'the one that the receipt is for' }
    if (kept.length === 0 || typeof text !== 'string') return [same]
    if (kept.some((bytes) => isTextIn(text, bytes)))
      return [same, { subject, proven: true, detail: 'stands in the bytes that a miner signed' }]
    return [same, { subject, proven: false, detail: 'does not stand in the bytes of a miner as it is' }]
  })
}
