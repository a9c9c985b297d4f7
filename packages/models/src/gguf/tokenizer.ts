import { invalidModel } from './invalid-model.js'
import type { GgufMetadata } from './metadata.js'

/** Byte-level byte-pair encoding, as GPT-2 introduced it. */
export interface Tokenizer {
  readonly size: number
  /** The token that ends an answer. */
  readonly endToken: number
  /** Tokens of a text. Control tokens are never made from text, so a prompt cannot smuggle one in. */
  encode(text: string): number[]
  /** Bytes of tokens, control tokens left out. A character may be spread over several tokens. */
  decodeBytes(tokens: readonly number[]): Uint8Array
  decode(tokens: readonly number[]): string
}

const wordPattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu
/** Token types of the format: control tokens have no text, user-defined ones are their own text. */
const controlToken = 3
const userDefinedToken = 4

/** Builds the tokenizer that a model file carries. Throws MODEL_INVALID for another kind of tokenizer. */
export function createTokenizer(metadata: GgufMetadata): Tokenizer {
  const kind = `${metadata.string('tokenizer.ggml.model')} / ${metadata.string('tokenizer.ggml.pre')}`
  if (kind !== 'gpt2 / gpt-2') throw invalidModel(`its tokenizer is ${kind}; only gpt2 / gpt-2 is supported`)
  if (metadata.boolean('tokenizer.ggml.add_bos_token', false)) {
    throw invalidModel('its tokenizer requires a token before each text, which is not supported')
  }
  const tokens = metadata.strings('tokenizer.ggml.tokens')
  const idOf = new Map(tokens.map((token, id) => [token, id]))
  const byteIds = byteAlphabet.map((character) => {
    const id = idOf.get(character)
    if (id === undefined) throw invalidModel(`its vocabulary lacks the byte token ${character}`)
    return id
  })
  const merges = readMerges(metadata.strings('tokenizer.ggml.merges'), idOf)
  const types = metadata.integers('tokenizer.ggml.token_type')
  const bytesOf = tokens.map((token, id) => {
    if (types[id] === controlToken) return new Uint8Array()
    return types[id] === userDefinedToken ? Buffer.from(token) : toBytes(token)
  })
  const endToken = metadata.integer('tokenizer.ggml.eos_token_id')
  if (endToken >= tokens.length) throw invalidModel(`its end token ${endToken} is not in the vocabulary`)

  const decodeBytes = (ids: readonly number[]) =>
    Buffer.concat(ids.map((id) => bytesOf[id] ?? new Uint8Array()))
  return {
    size: tokens.length,
    endToken,
    encode: (text) =>
      (text.match(wordPattern) ?? []).flatMap((word) =>
        applyMerges(
          Array.from(Buffer.from(word), (byte) => byteIds[byte]!),
          merges,
        ),
      ),
    decodeBytes,
    decode: (ids) => decodeBytes(ids).toString('utf8'),
  }
}

/** Merge of two neighboring tokens, and its rank. */
interface Merge {
  readonly rank: number
  readonly result: number
}
type Merges = ReadonlyMap<number, ReadonlyMap<number, Merge>>

function readMerges(lines: readonly string[], idOf: ReadonlyMap<string, number>): Merges {
  const merges = new Map<number, Map<number, Merge>>()
  for (const [rank, line] of lines.entries()) {
    const [left = '', right = ''] = line.split(' ')
    const [leftId, rightId, result] = [idOf.get(left), idOf.get(right), idOf.get(left + right)]
    if (leftId === undefined || rightId === undefined || result === undefined) {
      throw invalidModel(`its merge ${rank} names a token that is not in the vocabulary`)
    }
    const row = merges.get(leftId) ?? new Map<number, Merge>()
    row.set(rightId, { rank, result })
    merges.set(leftId, row)
  }
  return merges
}

/** Merges the earliest pair everywhere, again and again, until none is left. */
function applyMerges(ids: number[], merges: Merges): number[] {
  for (;;) {
    let best: Merge | undefined
    for (let i = 0; i + 1 < ids.length; i++) {
      const merge = merges.get(ids[i]!)?.get(ids[i + 1]!)
      if (merge !== undefined && (best === undefined || merge.rank < best.rank)) best = merge
    }
    if (best === undefined) return ids
    const merged: number[] = []
    for (let i = 0; i < ids.length; i++) {
      const pair = i + 1 < ids.length ? merges.get(ids[i]!)?.get(ids[i + 1]!) : undefined
      merged.push(pair === best ? best.result : ids[i]!)
      if (pair === best) i++
    }
    ids = merged
  }
}

/** The printable character that represents each byte in a vocabulary. */
const byteAlphabet: readonly string[] = (() => {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255)
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++))
})()
const byteOfCharacter = new Map(byteAlphabet.map((character, byte) => [character, byte]))

function toBytes(token: string): Uint8Array {
  return Uint8Array.from(token, (character) => {
    const byte = byteOfCharacter.get(character)
    if (byte === undefined)
      throw invalidModel(`its token ${JSON.stringify(token)} is not made of byte characters`)
    return byte
  })
}
