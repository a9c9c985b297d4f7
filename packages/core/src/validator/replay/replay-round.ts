import { isDeepStrictEqual } from 'node:util'
import { coreError } from '../../errors.js'
import { recordsOf, sealOf } from '../../records/seal-round.js'
import type { Score } from '../../rubric/rubric.js'
import { flagAnswers } from '../../similarity/flag-answers.js'
import { withLikeness } from '../../similarity/likeness.js'
import type { CutJson, Receipt } from '../../store/records.js'
import type { FoldedRound } from '../../store/score-records.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import { carriesBytes } from '../../subnet/encoding/wire-walk.js'
import { checkRoundVersion, subnetAt } from '../../subnet/subnet-at.js'
import type { Task } from '../../tasks/task.js'
import { judge, recordInput, writable } from '../steps/judge.js'
import { observedOf, tasksOf } from '../steps/query.js'
import { type Disagreement, type Replay, type ReplayContext, sameJson, type Unreplayable } from './replay.js'
import { replayComparison } from './replay-comparison.js'
import { replayFold } from './replay-fold.js'

/**
 * Computes a folded round again, from its secret and the answers that are kept: draws the tasks, runs schemas and rubric, compares, folds, and
 * builds the records. Nothing is changed. Throws ROUND_NOT_KEPT for a round that is not in the store, or was not folded, and
 * ROUND_VERSION_DIFFERS for one of another version of the subnet.
 */
export async function replayRound(given: ReplayContext, number: number): Promise<Replay> {
  const { store } = given
  const [folded] = await store.foldedRounds({ from: number, to: number })
  if (folded === undefined) throw coreError('ROUND_NOT_KEPT', { round: number })
  checkRoundVersion(given.subnet, folded.round)
  const context = { ...given, subnet: subnetAt(given.subnet, folded.round.version) }
  const receipts = await store.receipts(number)
  const disagreements: Disagreement[] = []
  const unreplayable: Record<Unreplayable, number> = { cut: 0, gone: 0, binary: 0, past: 0, unchecked: 0 }
  let scored = 0
  const replayed: Receipt[] = []
  const drawn = new Map<string, ReadonlyMap<string, Task>>()
  const observed = await observedOf(context, folded.round)
  for (const receipt of receipts) {
    const about = { miner: receipt.hotkey, task: receipt.taskId }
    const tasks =
      drawn.get(receipt.hotkey) ?? tasksById(context, { ...folded.round, observed }, receipt.hotkey)
    drawn.set(receipt.hotkey, tasks)
    const again = await replayAnswer(context, receipt, tasks.get(receipt.taskId))
    if (again.kind === 'unreplayable') unreplayable[again.reason] += 1
    if (again.kind === 'differs') disagreements.push({ ...again.disagreement, ...about })
    if (again.kind === 'scored') scored += 1
    replayed.push(again.kind === 'scored' ? { ...receipt, ...again.verdict } : receipt)
  }
  const { receipts: again, hasFewerPast } = await replayComparison(context, folded.round, replayed)
  const isCompared = ({ parts }: Receipt) => parts?.features !== undefined
  if (again === null) unreplayable.past = receipts.filter(isCompared).length
  const unflagged = again ?? replayed.map((one, index) => (isCompared(one) ? receipts[index]! : one))
  const compared = receipts.some(hasLikeness)
    ? await replayFlags(context.subnet, unflagged)
    : // Scored before there were flags, or nothing in it was to be looked at.
      unflagged.map(withoutLikeness)
  for (const [index, receipt] of compared.entries()) {
    const stored = receipts[index]!
    const isSame = receipt.outcome === stored.outcome && sameJson(receipt.parts, stored.parts)
    if (isSame && receipt.score === stored.score) continue
    disagreements.push({
      part: receipt.parts?.compared || stored.parts?.compared ? 'comparison' : 'rubric',
      ...{ miner: stored.hotkey, task: stored.taskId },
      detail: `${partsOf(receipt.parts, stored.parts)}${scoresOf(receipt, stored)}`,
    })
  }
  const fold = await replayFold(context, folded, compared)
  disagreements.push(...fold.disagreements, ...recordsOfRound(folded, receipts))
  const drawnTasks = [...drawn.values()].reduce((sum, tasks) => sum + tasks.size, 0)
  const neverAsked = Math.max(0, drawnTasks - receipts.length)
  return {
    ...{ round: number, receipts: receipts.length, scored, unreplayable, neverAsked, folded: fold.miners },
    ...{ hasFewerPast, sealed: folded.seal !== null, disagreements },
  }
}

/** Receipts with the flags that their likeness gives them. */
async function replayFlags({ rubric }: Subnet, receipts: readonly Receipt[]): Promise<readonly Receipt[]> {
  const flags = await flagAnswers(
    receipts.flatMap((one) => (isFlaggable(one) ? [one] : [])),
    rubric,
  )
  return receipts.map((receipt) => {
    if (receipt.parts === null) return receipt
    const { flags: _, ...parts } = receipt.parts
    const found = flags.get(receipt as Flaggable)
    return { ...receipt, parts: found ? { ...parts, flags: found } : parts }
  })
}

const hasLikeness = ({ parts }: Receipt) => parts?.likeness !== undefined || parts?.flags !== undefined

function withoutLikeness(receipt: Receipt): Receipt {
  if (receipt.parts === null) return receipt
  const { likeness: _, flags: __, ...parts } = receipt.parts
  return { ...receipt, parts }
}

type Flaggable = Receipt & { readonly parts: Score }
const isFlaggable = (one: Receipt): one is Flaggable => one.outcome === 'scored' && one.parts !== null

const tasksById = (context: ReplayContext, round: Parameters<typeof tasksOf>[1], hotkey: string) =>
  new Map(tasksOf(context, round, hotkey).map((task) => [task.id, task]))

type Again =
  | { readonly kind: 'kept' }
  | { readonly kind: 'unreplayable'; readonly reason: Unreplayable }
  | { readonly kind: 'differs'; readonly disagreement: Pick<Disagreement, 'part' | 'detail'> }
  | { readonly kind: 'scored'; readonly verdict: Pick<Receipt, 'outcome' | 'reason' | 'parts' | 'score'> }

async function replayAnswer(
  context: ReplayContext,
  receipt: Receipt,
  task: Task | undefined,
): Promise<Again> {
  const differs = (part: Disagreement['part'], detail: string): Again => ({
    kind: 'differs',
    disagreement: { part, detail },
  })
  if (task === undefined || task.family !== receipt.family || task.synapse !== receipt.synapse) {
    return differs('tasks', 'the secret of the round draws no such task')
  }
  const input = await recordInput(context, task)
  if (!isCut(receipt.input) && !isDeepStrictEqual(input, receipt.input)) {
    return differs('tasks', 'the secret of the round draws another question')
  }
  if (receipt.answerHash === null) {
    return receipt.score === 0
      ? { kind: 'kept' }
      : differs('rubric', `it has no answer, and scores ${receipt.score}`)
  }
  const { output: schema } = context.subnet.protocol[task.synapse]!
  if (carriesBytes(schema)) return { kind: 'unreplayable', reason: 'binary' }
  const given = receipt.received ?? receipt.output
  if (isCut(given)) return { kind: 'unreplayable', reason: given.gone === true ? 'gone' : 'cut' }
  const parsed = await schema.safeParseAsync(given)
  if (!parsed.success) return differs('answer', 'its schema refuses the answer that is kept')
  const timings = { latencyMs: receipt.latencyMs, firstChunkMs: receipt.firstChunkMs ?? null }
  const result = { kind: 'ok', output: parsed.data, ...timings } as const
  const written = await writable(result)
  if (written.hash !== receipt.answerHash)
    return differs('answer', 'the answer that is kept has another hash')
  const verdict = await judge(context, task, written.failure ?? result)
  if (!sameJson(namesOf(verdict.parts), namesOf(receipt.parts)))
    return { kind: 'unreplayable', reason: 'unchecked' }
  const { family, truth } = task
  const receivedAt = receipt.parts?.likeness?.at ?? null
  const looked = { family, input, truth, output: written.output, receivedAt }
  const parts = withLikeness(context.subnet.rubric, verdict.parts, looked)
  return { kind: 'scored', verdict: { ...verdict, parts, score: parts?.value ?? 0 } }
}

/** Names of the parts that were not checked: what one validator could not look at, another may. */
const namesOf = (parts: Score | null) => parts?.leftOut?.map(({ kind, name }) => [kind, name])

function recordsOfRound(folded: FoldedRound, receipts: readonly Receipt[]): Disagreement[] {
  const { seal, round } = folded
  if (seal === null) return []
  const again = sealOf(recordsOf(folded, seal, receipts), seal)
  if (again?.root === seal.root && again.count === seal.count && again.round === round.number) return []
  const detail = `the records lead to ${again?.root ?? 'no root'}, and the validator signed ${seal.root}`
  return [{ part: 'records', miner: null, task: null, detail }]
}

const isCut = (value: unknown): value is CutJson =>
  typeof value === 'object' && value !== null && (value as CutJson).cut === true && 'start' in value

function scoresOf(again: Receipt, stored: Receipt): string {
  const [own, other] = apart(again.score, stored.score)
  const outcomes =
    again.outcome === stored.outcome ? ['', ''] : [` (${again.outcome})`, ` (${stored.outcome})`]
  return own === other && outcomes[0] === ''
    ? `it scores ${own}, as the record has it`
    : `it scores ${own}${outcomes[0]}, and the record has ${other}${outcomes[1]}`
}

/** First part in which two scores differ, to begin a sentence with. */
function partsOf(again: Score | null, stored: Score | null): string {
  if (again === null || stored === null) return ''
  for (const { name, weight, score } of again.criteria) {
    const other = stored.criteria.find((one) => one.name === name)
    const part = `criterion ${name}`
    if (other === undefined) return `${part} is new: `
    if (other.weight !== weight) return `${part} has weight ${weight}, and had ${other.weight}: `
    if (other.score !== score) return `${part} ${gaveApart(score, other.score)}: `
  }
  const gone = stored.criteria.find(({ name }) => !again.criteria.some((one) => one.name === name))
  if (gone) return `criterion ${gone.name} is gone: `
  for (const { name, factor } of again.factors) {
    const other = stored.factors.find((one) => one.name === name)
    if (other === undefined) return `factor ${name} is new: `
    if (other.factor !== factor) return `factor ${name} ${gaveApart(factor, other.factor)}: `
  }
  const left = stored.factors.find(({ name }) => !again.factors.some((one) => one.name === name))
  if (left) return `factor ${left.name} is gone: `
  if (again.failedGate !== stored.failedGate) return `gate ${again.failedGate ?? stored.failedGate}: `
  if (!sameJson(again.likeness, stored.likeness)) return 'its likeness is another one: '
  return sameJson(again.flags, stored.flags) ? '' : 'its similarity flags are other ones: '
}

const gaveApart = (now: number, before: number) => {
  const [own, other] = apart(now, before)
  return `gives ${own}, and gave ${other}`
}

/** Two numbers with as many digits as tell them apart, and at least three. */
function apart(left: number, right: number): readonly [string, string] {
  for (let digits = 3; digits < 17; digits += 1) {
    const [one, other] = [left, right].map((value) => String(Number(value.toPrecision(digits))))
    if (one !== other) return [one!, other!]
  }
  return left === right ? [shortest(left), shortest(right)] : [String(left), String(right)]
}

const shortest = (value: number) => String(Number(value.toPrecision(3)))
