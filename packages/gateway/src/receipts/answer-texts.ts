import { createHash } from 'node:crypto'
import { lineOf } from '../subnets/chunk-lines.js'
import { answerText, jsonText } from './hashes.js'
import { framesIn, isRecord, type Json, parse, recordsIn, textIn } from './json-text.js'

/** One answer as a client saved it. */
export interface SavedAnswer {
  /** The part of it that the hash of a receipt covers. */
  readonly text: string | Uint8Array
  /** The same of an answer that is not whole. @default that of a whole one */
  readonly beginning?: string | undefined
  /** Texts that a miner wrote for it. */
  readonly written: readonly string[]
}

/**
 * Reads the answers that a client got from what it saved: the body of a response, the frames of a stream, or a text alone. One for each
 * answer, in their order.
 */
export function answersIn(saved: string): readonly SavedAnswer[] {
  const body = parse(saved)
  if (isRecord(body)) return answersOfBody(body) ?? [plain(saved)]
  const frames = framesIn(saved)
  if (frames.some((frame) => 'chunk' in frame || isRecord(frame.end))) return [answerOfChunks(frames)]
  return frames.length === 0 ? [plain(saved)] : answersOfFrames(frames)
}

/** Returns true for a body that has links to pictures in place of them. */
export const hasLinks = (saved: string): boolean =>
  recordsIn(Object(parse(saved)).data).some(({ url }) => typeof url === 'string')

/** The vectors of a body of embeddings, in their order; none for any other. */
export const vectorsIn = (saved: string): readonly Uint8Array[] =>
  recordsIn(Object(parse(saved)).data).flatMap((item) => ('embedding' in item ? [bytesOfItem(item)] : []))

/** Bytes that are hashed in the search for a part of a list, at most: it ends whatever a file has in it. */
const mostHashed = 4_294_967_296

/** Returns true if the hash is that of one of the equal parts into which a list of vectors is cut, whatever their length, or of the rest. */
export function hasRun(vectors: readonly Uint8Array[], hash: string): boolean {
  const whole = vectors.reduce((sum, { length }) => sum + length, 0)
  for (let part = 1; part < vectors.length && part * whole <= mostHashed; part++) {
    for (let start = 0; start < vectors.length; start += part) {
      const hashed = createHash('sha256')
      for (const vector of vectors.slice(start, start + part)) hashed.update(vector)
      if (hashed.digest('hex') === hash) return true
    }
  }
  return false
}

/** A text that is saved alone. */
export const plain = (text: string): SavedAnswer => ({ text, written: [text] })

const withCalls = (content: string, toolCalls: readonly SavedCall[]): SavedAnswer =>
  toolCalls.length === 0
    ? plain(content)
    : {
        text: answerText({ content, toolCalls }),
        written: [content, ...toolCalls.flatMap(({ name, arguments: given }) => [name, given])],
      }

/** Answers of a body by the endpoints that have one; null for any other. */
function answersOfBody(body: Json): readonly SavedAnswer[] | null {
  if (body.object === 'json') return [whole(body.output)]
  if (isRecord(body.result) && 'data' in body.result) return [whole({ output: body.result.data })]
  const choices = recordsIn(body.choices)
  if (choices.length > 0) {
    return choices.map(({ message, text }) => {
      const { content, tool_calls: calls } = Object(message) as Json
      return withCalls(textIn(text) ?? textIn(content) ?? '', recordsIn(calls).map(callOf))
    })
  }
  const outputs = recordsIn(body.output)
  if (outputs.length > 0) {
    const texts = outputs.flatMap(({ content }) => recordsIn(content).map(({ text }) => textIn(text) ?? ''))
    return [plain(texts.join(''))]
  }
  const data = recordsIn(body.data)
  return data.length === 0 ? null : [{ text: Buffer.concat(data.map(bytesOfItem)), written: [] }]
}

/** An answer that is JSON, all of which counts. */
const whole = (value: unknown): SavedAnswer => ({ text: jsonText(value), written: [] })

/** Call of a tool as the hash of an answer covers it. */
interface SavedCall {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

function callOf({ id, function: called }: Json): SavedCall {
  const { name, arguments: given } = Object(called) as Json
  return { id: textIn(id) ?? '', name: textIn(name) ?? '', arguments: textIn(given) ?? '' }
}

/** Bytes of an image, or of a vector as 32-bit floats. */
function bytesOfItem({ b64_json: image, embedding }: Json): Uint8Array {
  if (Array.isArray(embedding)) return Buffer.from(Float32Array.from(embedding as number[]).buffer)
  return Buffer.from(textIn(image) ?? textIn(embedding) ?? '', 'base64')
}

/** The answer of a synapse that streams. */
function answerOfChunks(frames: readonly Json[]): SavedAnswer {
  const chunks = frames.flatMap((frame) => ('chunk' in frame ? [frame.chunk] : []))
  return { ...whole({ output: chunks }), beginning: chunks.map(lineOf).join('') }
}

function answersOfFrames(frames: readonly Json[]): readonly SavedAnswer[] {
  const texts = new Map<number, string>()
  const calls = new Map<number, Map<number, SavedCall>>()
  const add = (at: number, text: string | null) => texts.set(at, (texts.get(at) ?? '') + (text ?? ''))
  for (const frame of frames) {
    if (frame.type === 'response.output_text.delta') add(0, textIn(frame.delta))
    for (const choice of recordsIn(frame.choices)) {
      const at = placeIn(choice)
      const { content, tool_calls: pieces } = Object(choice.delta) as Json
      add(at, textIn(choice.text) ?? textIn(content))
      for (const piece of recordsIn(pieces)) {
        const own = calls.get(at) ?? new Map<number, SavedCall>()
        calls.set(at, own.set(placeIn(piece), joined(own.get(placeIn(piece)), callOf(piece))))
      }
    }
  }
  // By their places, of which a stranger's file may name any.
  return [...texts]
    .sort(([a], [b]) => a - b)
    .map(([at, text]) => withCalls(text, [...(calls.get(at)?.values() ?? [])]))
}

const placeIn = ({ index }: Json): number => (typeof index === 'number' ? index : 0)

const joined = (before: SavedCall | undefined, piece: SavedCall): SavedCall =>
  before === undefined
    ? piece
    : {
        id: before.id + piece.id,
        name: before.name + piece.name,
        arguments: before.arguments + piece.arguments,
      }
