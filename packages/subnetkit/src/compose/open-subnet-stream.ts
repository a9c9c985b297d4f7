import { onAbort, untilAborted } from '@subnetkit/base'
import { type CalleeReceipt, isStreamSynapse, type StreamSynapse } from '@subnetkit/core'
import { beginCall, type CallParameters, failure, late, left } from './begin-call.js'
import { checkCallInput, parseCallOutput } from './call-values.js'
import type { SubnetResult, SubnetStream } from './subnet-result.js'
import type { Via, ViaEnd, ViaFailure } from './via.js'

type Begun = Exclude<ReturnType<typeof beginCall>, { readonly refused: unknown }>
type Result = SubnetResult<unknown[]>

/** Calls a synapse that streams. Throws BODY_MALFORMED, SYNAPSE_UNKNOWN and SYNAPSE_NOT_STREAMED. */
export async function openSubnetStream(parameters: CallParameters): Promise<SubnetStream<unknown>> {
  const { via, subnet, name, input, options } = parameters
  const checked = await checkCallInput(subnet.protocol, name, input)
  const { synapse } = checked
  if (!isStreamSynapse(synapse)) {
    const { transportError } = await import('@subnetkit/transport')
    throw transportError('SYNAPSE_NOT_STREAMED', { synapse: name })
  }
  const begun = beginCall(parameters, checked)
  return 'refused' in begun
    ? refusedStream(begun.refused as Result)
    : runStream(via, synapse, begun, () => options.signal?.aborted === true)
}

const refusedStream = (refused: Result): SubnetStream<unknown> => ({
  result: Promise.resolve(refused),
  async *[Symbol.asyncIterator]() {},
  async [Symbol.asyncDispose]() {},
})

/** Caller whose time passed while the chunks waited for it. */
const slowReader = {
  code: 'deadline_expired',
  reason: 'the deadline passed while chunks waited to be read',
  fix: 'Read faster, or give the call more time.',
} as const

function runStream(
  via: Via,
  { chunk: schema }: StreamSynapse,
  { context, allowance, limit, sent, end }: Begun,
  isGivenUp: () => boolean,
): SubnetStream<unknown> {
  const chunks: unknown[] = []
  let [isOver, isHeld, isLeft] = [false, false, false]
  let receipt: CalleeReceipt | null = null
  let settle: (result: Result) => void
  const result = new Promise<Result>((resolve) => {
    settle = resolve
  })
  const source = via.stream({
    ...sent,
    onReceipt(named) {
      receipt = named
      // Before the first chunk: a handler that streams names its calls in the head of its answer.
      context.note(named)
    },
  })

  function close(ended: ViaEnd): void {
    limit[Symbol.dispose]()
    allowance.settle(ended.price)
    settle(end(ended, chunks) as Result)
  }
  function finish(ended: ViaEnd): void {
    if (isOver) return
    isOver = true
    letGo()
    close(ended)
  }
  /** Ends a call that the other side goes on with: what has come is charged. */
  async function cut(why: Pick<ViaFailure, 'code' | 'reason' | 'fix'>): Promise<void> {
    if (isOver) return
    isOver = true
    letGo()
    limit.abort(new Error(why.reason))
    const price = (await via.priceOf(receipt)) ?? allowance.amount ?? 0
    close({ ...failure(why.code, why.reason, why.fix), price, receipt })
  }
  let letGo = () => {}
  letGo = onAbort(limit.stop, () => {
    const isLate = !isLeft && !isGivenUp()
    void cut(isLate ? (isHeld ? slowReader : late) : left)
  })
  function leave(): void {
    isLeft = true
    if (!isOver) limit.abort(new Error(left.reason))
  }
  function next() {
    const step = source.next()
    // Its reader may have left.
    step.catch(() => {})
    return step
  }

  // The call begins now, not with the first read.
  let step = next()
  async function* read(): AsyncGenerator<unknown, void> {
    try {
      for (;;) {
        const { done, value } = await untilAborted(step, limit.stop)
        if (done) return finish(value)
        const parsed = await parseCallOutput(schema, value)
        if ('flaw' in parsed) return await cut({ code: 'no_valid_answer', reason: parsed.flaw })
        if (isOver) return
        chunks.push(parsed.output)
        isHeld = true
        yield parsed.output
        isHeld = false
        step = next()
      }
    } catch (error) {
      if (limit.stop.aborted) return
      finish(failure('internal_error', 'the call failed'))
      throw error
    } finally {
      leave()
    }
  }
  const iterator = read()
  return {
    result,
    [Symbol.asyncIterator]: () => iterator,
    async [Symbol.asyncDispose]() {
      leave()
      await iterator.return()
    },
  }
}
