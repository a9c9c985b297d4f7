import { encodePrefix, maxHeadBytes, maxParts, partsType, prefixBytes } from '../../body/frame.js'
import { block, code, table } from './markdown.js'

const json = '{"image":{"$part":0}}'
const value = 'hello'
const message = Buffer.concat([
  encodePrefix(Buffer.byteLength(json), [Buffer.byteLength(value)]),
  Buffer.from(json + value, 'utf8'),
])
const hex = (from: number, to: number) => message.toString('hex', from, to).replace(/(..)(?!$)/g, '$1 ')
const jsonAt = prefixBytes + 8
const valueAt = jsonAt + Buffer.byteLength(json)

/** Explains messages with binary values, with an example. */
export const partsSection: readonly string[] = [
  '## Binary values',
  `A message whose schema has a field of type \`bytes\` is ${code(partsType)}: a head, its JSON, and the values as raw bytes, without gaps. In the JSON ${code('{"$part":0}')} stands for the first value, ${code('{"$part":1}')} for the second, each exactly once. The JSON of an answer is ${code('{"result":{"data":…}}')}. Signature and size limit cover the whole message. Its JSON has at most ${maxHeadBytes} bytes, and it has at most ${maxParts} values. Numbers are big-endian.`,
  `A request ${code(json)} whose value is the text ${code(value)}:`,
  table(
    ['bytes', 'meaning', 'in this message'],
    [
      ['4', code('snk1'), code(hex(0, 4))],
      ['4', 'length of the JSON', code(hex(4, 8))],
      ['4', 'number of values', code(hex(8, prefixBytes))],
      ['8 for each value', 'its length', code(hex(prefixBytes, jsonAt))],
      ['that length', 'the JSON, UTF-8', code(json)],
      ['those lengths', 'the values', code(hex(valueAt, message.length))],
    ],
  ),
  'The whole message in hex:',
  block('text', message.toString('hex')),
]
