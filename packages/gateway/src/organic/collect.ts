import type { OrganicEvidence } from '@subnetkit/core'
import type { KeyRecord } from '../keys/records.js'
import type { Candidate } from '../model.js'
import type { ModeChoice } from '../modes/mode.js'
import { minerKey } from '../routing/miner-state.js'
import { isSameOperator } from '../routing/operators.js'
import { type JudgedAnswer, verdictsByAgreement } from './verdict.js'

interface GivenAnswers<Answer> {
  readonly choices: readonly ModeChoice<Answer>[]
  /** Text that answers of one meaning share; null for one that equals no other. */
  readonly textOf: (answer: Answer) => string | null
}

interface CollectParameters<Answer> extends GivenAnswers<Answer> {
  readonly key: Pick<KeyRecord, 'id' | 'project'>
}

/** Payer of the requests of a key: its project, or the key itself. */
export const payerOf = ({ id, project }: Pick<KeyRecord, 'id' | 'project'>): string =>
  project === null ? `key:${id}` : `project:${project}`

/** Owner of the first miner that is of the same operator: owners in one network are one. */
const operatorOf = (miner: Candidate, miners: readonly Candidate[]): string =>
  miners.find((one) => isSameOperator(one, miner))!.coldkey

/** The answers of single miners. */
function answersOf<Answer>({ choices, textOf }: GivenAnswers<Answer>): readonly JudgedAnswer[] {
  const miners = choices.flatMap(({ by }) => by)
  return choices.flatMap(({ answer, by }, at) => {
    const [miner, ...others] = by
    if (miner === undefined || others.length > 0) return []
    const text = textOf(answer)
    const gist = text === null ? `${at}` : `=${text}`
    return [{ miner: minerKey(miner), operator: operatorOf(miner, miners), gist }]
  })
}

/** Evidence of one request: verdicts on the answers of single miners, if two operators agree. A request for one answer has none. */
export function evidenceOf<Answer>(parameters: CollectParameters<Answer>): readonly OrganicEvidence[] {
  const { key } = parameters
  const verdicts = [...(verdictsByAgreement(answersOf(parameters)) ?? [])]
  return verdicts.map(([miner, verdict]) => ({ miner, key: key.id, payer: payerOf(key), verdict }))
}

/** Gist of the answer that two operators agreed on; null for none. */
export function agreedGist<Answer>(parameters: GivenAnswers<Answer>): string | null {
  const answers = answersOf(parameters)
  const verdicts = verdictsByAgreement(answers)
  const right = answers.find(({ miner }) => verdicts?.get(miner) === 1)
  return right?.gist.slice(1) ?? null
}
