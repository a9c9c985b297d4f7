import type { BareReceipt, Receipt } from '@subnetkit/core/validator'
import { z } from 'zod'
import { dashboardError } from '../errors.js'
import { exhibitField } from './exhibits/exhibit-fields.js'
import { readExhibits } from './exhibits/read-exhibits.js'
import { visiblePart } from './exhibits/visible.js'
import { atMost, hotkeyInput, mechanismInput, minerName, name, roundNumber, sentence } from './fields.js'
import { awaitsComparison, type Reader } from './reader.js'
import { read, router } from './trpc.js'

const part = z.object({
  kind: z.enum(['gate', 'criterion', 'factor']),
  name,
  /** Null for a gate that failed. */
  value: z.number().nullable(),
  /** Of a criterion; null for others. */
  weight: z.number().nullable(),
})

const flag = z.object({ kind: name, miner: name, sentence })

const bare = {
  ...minerName,
  round: roundNumber,
  taskId: name,
  family: name,
  synapse: name,
  outcome: z.enum(['scored', 'absent', 'malformed', 'refused', 'ours']),
  reason: sentence.nullable(),
  /** Null until the answers of its round are compared with each other. */
  score: z.number().nullable(),
  latencyMs: z.number(),
  parts: atMost(part, 64),
  leftOut: atMost(z.object({ name, reason: sentence }), 64),
  flags: atMost(flag, 64),
}

/** Characters of a question or an answer that a page gets. */
const mostBodyChars = 200_000

const body = z.object({ json: z.string().max(mostBodyChars), isCut: z.boolean() })

const list = read
  .input(z.object({ mechanism: mechanismInput, round: roundNumber, hotkey: hotkeyInput }))
  .output(z.object({ receipts: z.array(z.object(bare)).max(500), hasMore: z.boolean() }))
  .query(async ({ ctx, input: { mechanism, round, hotkey } }) => {
    const reader = ctx.reader(mechanism)
    const [found, isAwaited] = await Promise.all([
      reader.store.bareReceipts(round, hotkey),
      isAwaitedIn(reader, round),
    ])
    const sorted = found.sort((left, right) => (left.taskId < right.taskId ? -1 : 1))
    return {
      receipts: sorted.slice(0, 500).map((one) => describe(one, isAwaited)),
      hasMore: sorted.length > 500,
    }
  })

const one = read
  .input(
    z.object({
      mechanism: mechanismInput,
      round: roundNumber,
      hotkey: hotkeyInput,
      taskId: z.string().min(1).max(200),
    }),
  )
  .output(
    z.object({
      receipt: z.object(bare),
      /** Exhibits, as the subnet names them. */
      exhibits: z.array(exhibitField).max(16),
      /** Reason for which some of it is missing; null otherwise. */
      exhibitFailure: sentence.nullable(),
      question: body,
      answer: body.nullable(),
      answerHash: name.nullable(),
      requestHash: name.nullable(),
      /** Command that scores the task again. */
      replay: sentence,
    }),
  )
  .query(async ({ ctx, input: { mechanism, round, hotkey, taskId } }) => {
    const reader = ctx.reader(mechanism)
    const found = await reader.store.receipts(round, hotkey)
    const receipt = found.find((other) => other.taskId === taskId)
    if (receipt === undefined)
      throw dashboardError('DASHBOARD_UNKNOWN', { what: `receipt of that task in round ${round}` })
    return {
      receipt: describe(receipt, await isAwaitedIn(reader, round)),
      ...(await readExhibits(ctx, reader, receipt)),
      question: bodyOf(receipt.input),
      answer: receipt.output === null ? null : bodyOf(receipt.output),
      answerHash: receipt.answerHash,
      requestHash: receipt.requestHash ?? null,
      replay: `subnet replay ${round}`,
    }
  })

const isAwaitedIn = async (reader: Reader, round: number): Promise<boolean> =>
  awaitsComparison(reader, (await reader.store.round(round))?.state)

/** A receipt for a page: parts in the order in which they make the score. */
function describe(receipt: BareReceipt | Receipt, isAwaited: boolean) {
  const { uid, hotkey, registeredAt, round, taskId, family, synapse } = receipt
  const { outcome, reason, latencyMs, parts } = receipt
  const score = isAwaited && outcome === 'scored' ? null : receipt.score
  const gate = parts?.failedGate ?? null
  return {
    ...{ uid, hotkey, registeredAt, round, taskId, family, synapse, outcome, reason, score, latencyMs },
    parts: [
      ...(gate === null ? [] : [{ kind: 'gate' as const, name: gate, value: null, weight: null }]),
      ...(parts?.criteria ?? []).map((one) => ({
        ...{ kind: 'criterion' as const, name: one.name, value: one.score, weight: one.weight },
      })),
      ...(parts?.factors ?? []).map((one) => ({
        ...{ kind: 'factor' as const, name: one.name, value: one.factor, weight: null },
      })),
    ],
    leftOut: [
      ...(parts?.leftOut ?? []).map((one) => ({ name: one.name, reason: one.reason })),
      ...(parts?.compared ?? []).flatMap((one) =>
        one.leftOut === undefined ? [] : [{ name: one.name, reason: one.leftOut }],
      ),
    ],
    flags: (parts?.flags ?? []).map((one) => ({
      ...{ kind: one.kind, miner: one.miner, sentence: flagSentence(one) },
    })),
  }
}

type Flag = NonNullable<NonNullable<BareReceipt['parts']>['flags']>[number]

function flagSentence(flag: Flag): string {
  switch (flag.kind) {
    case 'near-duplicate': {
      const later =
        flag.afterMs !== null && flag.afterMs > 0 ? `, ${Math.round(flag.afterMs)} ms after it` : ''
      return `differs from that miner's answer in ${(100 * flag.distance).toFixed(1)} % of the text${later}`
    }
    case 'same-answer':
      return 'equals an answer of that miner to another question'
    case 'relay-timing':
      return `${flag.answers} answers came just after that miner's, by ${Math.round(flag.afterMs)} ms in the median`
    case 'identical-errors':
      return `${flag.answers} wrong answers are the same as that miner's and hardly any other's`
  }
}

function bodyOf(value: unknown): z.output<typeof body> {
  const isCut = Object(value).cut === true && typeof Object(value).start === 'string'
  const json = isCut ? String(Object(value).start) : (JSON.stringify(value, null, 2) ?? 'null')
  const shown = visiblePart(json, mostBodyChars)
  return { json: shown.text, isCut: isCut || shown.isCut }
}

export const receipts = router({ list, one })
