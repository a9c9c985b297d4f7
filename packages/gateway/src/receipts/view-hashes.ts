import { isStreamSynapse, type Subnet, type TextPart } from '@subnetkit/core'
import type { ViewCall } from '../answer/view-call.js'
import { answerText, sha256 } from './hashes.js'
import { isRecord, parse } from './json-text.js'

type Definition = Pick<Subnet, 'protocol'>

/** Hashes of the answers that views make of the bytes of a miner, which are those of one answer or of a stream. */
export async function viewHashes(
  { protocol }: Definition,
  calls: readonly ViewCall<unknown>[],
  bytes: Buffer,
  synapse: string,
): Promise<readonly string[]> {
  const received = receivedIn(bytes.toString('utf8'))
  const schemas = Object.hasOwn(protocol, synapse) ? protocol[synapse] : undefined
  if (received === null || schemas === undefined) return []
  const hashes: string[] = []
  for (const call of calls) {
    try {
      const made = [
        call.question.synapse === synapse ? await readWhole(call, schemas.output, received) : null,
        call.live?.synapse === synapse ? await readStream(call, schemas, received) : null,
      ]
      const { textOf = answerText } = call
      for (const answer of made) if (answer !== null) hashes.push(sha256(textOf(answer)))
    } catch {
      // A view that throws makes nothing of it.
    }
  }
  return hashes
}

/** Data that a miner has sent: an answer, or the chunks of a stream. */
type Received = { readonly data: unknown } | { readonly chunks: readonly unknown[] }

function receivedIn(text: string): Received | null {
  const body = parse(text)
  if (isRecord(body) && isRecord(body.result)) return { data: body.result.data }
  const records = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parse)
  const chunks = records.flatMap((record) => (isRecord(record) && 'chunk' in record ? [record.chunk] : []))
  return chunks.length === records.length ? { chunks } : null
}

async function readWhole(
  { question }: ViewCall<unknown>,
  schema: Definition['protocol'][string]['output'],
  received: Received,
): Promise<unknown> {
  const data = 'data' in received ? received.data : received.chunks
  const output = await schema.safeParseAsync(data)
  const read = output.success ? await question.read(output.data, data) : null
  return read === null ? null : (question.fit ?? ((one: unknown) => one))(read)
}

/** The answer that the parts of a stream are; null for one without an end. */
async function readStream(
  { live }: ViewCall<unknown>,
  synapse: Definition['protocol'][string],
  received: Received,
): Promise<unknown> {
  if ('data' in received || !isStreamSynapse(synapse)) return null
  let text = ''
  let finish: TextPart['finishReason']
  for (const one of received.chunks) {
    const part = live!.partOf(await synapse.chunk.parseAsync(one))
    text += part.text
    finish = part.finishReason ?? finish
  }
  return finish === undefined ? null : live!.answerOf(text, finish)
}
