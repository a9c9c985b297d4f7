import type { ChatAnswer } from '@subnetkit/core'
import type { KeyRecord } from '../keys/records.js'
import type { Candidate } from '../model.js'
import type { ModeChoice } from '../modes/mode.js'
import { answerText } from '../receipts/hashes.js'
import { minerKey } from '../routing/miner-state.js'
import { isSameOperator } from '../routing/operators.js'
import type { OrganicEvidence } from './evidence.js'
import { verdictsByAgreement } from './verdict.js'

interface CollectParameters<Answer> {
  readonly choices: readonly ModeChoice<Answer>[]
  /** @default that of receipts */
  readonly textOf?: ((answer: Answer) => string | Uint8Array) | undefined
  readonly key: Pick<KeyRecord, 'id' | 'project'>
}

/** Owner of the first miner that is of the same operator: owners in one network are one. */
const operatorOf = (miner: Candidate, miners: readonly Candidate[]): string =>
  miners.find((one) => isSameOperator(one, miner))!.coldkey

/** Names of calls are random: answers that call the same tools alike agree. */
function gistOf(answer: unknown): string | Uint8Array {
  const { content, toolCalls } = Object(answer) as Partial<ChatAnswer>
  if (toolCalls === undefined) return answerText(answer)
  return answerText({ content, toolCalls: toolCalls.map(({ id: _, ...call }) => call) })
}

/** Evidence of one request: verdicts on the answers of single miners, if two operators agree. A request for one answer has none. */
export function evidenceOf<Answer>(parameters: CollectParameters<Answer>): readonly OrganicEvidence[] {
  const { choices, textOf = gistOf, key } = parameters
  const miners = choices.flatMap(({ by }) => by)
  const answers = choices.flatMap(({ answer, by }) => {
    const [miner, ...others] = by
    if (miner === undefined || others.length > 0) return []
    const gist = Buffer.from(textOf(answer)).toString('utf8').trim()
    return [{ miner: minerKey(miner), operator: operatorOf(miner, miners), gist }]
  })
  const payer = key.project === null ? `key:${key.id}` : `project:${key.project}`
  const verdicts = [...(verdictsByAgreement(answers) ?? [])]
  return verdicts.map(([miner, verdict]) => ({ miner, key: key.id, payer, verdict }))
}
