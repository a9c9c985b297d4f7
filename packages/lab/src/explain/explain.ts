import type { Receipt } from '../play/receipt.js'
import type { MinerRecord, Simulation } from '../play/records.js'
import { earningsOf, type Prices } from '../report/earnings.js'
import { meanOf } from '../report/statistics.js'
import type {
  AnswerShare,
  ExplainedGroup,
  Explanation,
  GroupFigures,
  PeriodFigures,
  Periods,
} from './explanation.js'
import { sentencesOf } from './sentences.js'

/**
 * Explains from its receipts what a kind of miner was paid for, beside the first honest kind; null if either did not play or was not
 * recorded.
 */
export function explain(simulation: Simulation, agent: string, prices: Prices = {}): Explanation | null {
  const rows = earningsOf(simulation, prices)
  const row = rows.find((one) => one.agent.name === agent)
  const honest = rows.find((one) => one.agent.intent === 'honest')
  const receiptsOf = (name: string | undefined) => simulation.receipts.filter((one) => one.agent === name)
  const [own, others] = [receiptsOf(agent), receiptsOf(honest?.agent.name)]
  if (row === undefined || honest === undefined || own.length === 0 || others.length === 0) return null
  const records = simulation.miners.filter((one) => one.agent === row.agent)
  const costOf = ({ cost, agent: kind }: typeof row) =>
    cost /
    Math.max(
      1,
      placesOf(
        simulation.miners.filter((one) => one.agent === kind),
        simulation.epochs,
      ),
    )
  const groups = groupsOf(own, others)
  const facts = {
    ...{ agent, baseline: honest.agent.name, seed: simulation.seed, ratio: row.ratio, pay: row.perPlace },
    cost: ratioOf(costOf(row), costOf(honest)),
    groups,
    copied: shareOf(own, others, ({ copied }) => copied),
    repeated: shareOf(own, others, ({ repeated }) => repeated),
    hotkeys: row.agent.hotkeys,
    registrations: records.length,
  }
  return { ...facts, sentences: sentencesOf(facts, periodsOf(simulation, row.agent.name, honest.agent.name)) }
}

const ratioOf = (one: number, other: number): number => (other === 0 ? 0 : one / other)

const placesOf = (records: readonly MinerRecord[], epochs: number): number =>
  records.reduce((sum, { joined, left }) => sum + (left ?? epochs) - joined, 0)

const isAnswer = ({ state }: Receipt): boolean => state === 'scored' || state === 'malformed'

function shareOf(
  own: readonly Receipt[],
  honest: readonly Receipt[],
  of: (receipt: Receipt) => boolean,
): AnswerShare {
  const chosen = own.filter((one) => isAnswer(one) && of(one))
  const part = (all: readonly Receipt[]) =>
    ratioOf(all.filter((one) => isAnswer(one) && of(one)).length, all.filter(isAnswer).length)
  return {
    ...{ share: part(own), honest: part(honest) },
    score: meanOf(chosen.map(({ score }) => score)),
    work: meanOf(chosen.map(({ work }) => work)),
  }
}

function figuresOf(receipts: readonly Receipt[]): GroupFigures {
  const answered = receipts.filter(isAnswer)
  return {
    questions: receipts.length,
    answered: ratioOf(answered.length, receipts.length),
    score: meanOf(receipts.map(({ score }) => score)),
    work: meanOf(receipts.map(({ work }) => work)),
  }
}

function groupsOf(own: readonly Receipt[], honest: readonly Receipt[]): readonly ExplainedGroup[] {
  const split = (by: ExplainedGroup['by'], nameOf: (receipt: Receipt) => string) => {
    const names = [...new Set([...own, ...honest].map(nameOf))].toSorted()
    return names.map((name): ExplainedGroup => {
      const figures = (of: readonly Receipt[]) => figuresOf(of.filter((one) => nameOf(one) === name))
      return { by, name, own: figures(own), honest: figures(honest) }
    })
  }
  const several = (groups: readonly ExplainedGroup[]) => (groups.length > 1 ? groups : [])
  return [
    { by: 'all', name: 'all questions', own: figuresOf(own), honest: figuresOf(honest) },
    ...several(split('family', ({ family }) => family)),
    ...several(split('validator', ({ validator }) => validator)),
    ...several(
      split('place', ({ at, of }) => (at < of / 2 ? 'first half of a round' : 'second half of a round')),
    ),
    ...criteriaOf(own, honest),
  ]
}

function criteriaOf(own: readonly Receipt[], honest: readonly Receipt[]): readonly ExplainedGroup[] {
  const names = [...new Set([...own, ...honest].flatMap(({ parts }) => parts.map(({ name }) => name)))]
  return names.map((name): ExplainedGroup => {
    const figures = (of: readonly Receipt[]): GroupFigures => {
      const having = of.filter(({ parts }) => parts.some((one) => one.name === name))
      const scores = having.map(({ parts }) => parts.find((one) => one.name === name)!.score)
      return { ...figuresOf(having), questions: having.length, score: meanOf(scores) }
    }
    return { by: 'criterion', name, own: figures(own), honest: figures(honest) }
  })
}

function periodsOf({ miners, epochs }: Simulation, agent: string, honest: string): Periods {
  const byEpoch = (name: string, of: (record: MinerRecord, age: number) => number | undefined) => {
    const own = miners.filter((one) => one.agent.name === name)
    return Array.from({ length: epochs }, (_, epoch) =>
      meanOf(own.flatMap((one) => (epoch < one.joined ? [] : (of(one, epoch - one.joined) ?? [])))),
    )
  }
  const work = (record: MinerRecord, age: number) => record.works[age]
  const pay = (record: MinerRecord, age: number) => record.pays[age]
  const [ownWork, ownPay] = [byEpoch(agent, work), byEpoch(agent, pay)]
  const [usualWork, usualPay] = [byEpoch(honest, work), byEpoch(honest, pay)]
  const relative = ownWork.map((value, epoch) => ratioOf(value, usualWork[epoch]!))
  const figures = (chosen: (share: number) => boolean): PeriodFigures => {
    const at = relative.flatMap((value, epoch) => (chosen(value) ? [epoch] : []))
    const sum = (values: readonly number[]) => at.reduce((total, epoch) => total + values[epoch]!, 0)
    return {
      epochs: at.length,
      work: ratioOf(sum(ownWork), sum(usualWork)),
      pay: ratioOf(sum(ownPay), sum(usualPay)),
    }
  }
  return { working: figures((share) => share >= 0.5), idle: figures((share) => share < 0.5) }
}
