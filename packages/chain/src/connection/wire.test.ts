import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeIncoming } from './wire.js'

test.each([
  ['{"jsonrpc":"2.0","id":1,"result":null}', { kind: 'answer', id: 1, result: null }],
  [
    '{"jsonrpc":"2.0","id":2,"error":{"code":1010,"message":"Invalid Transaction","data":"Stale"}}',
    { kind: 'refusal', id: 2, refusal: { code: 1010, words: 'Invalid Transaction: Stale' } },
  ],
  [
    '{"jsonrpc":"2.0","method":"chain_newHead","params":{"subscription":7,"result":{}}}',
    { kind: 'notification', subscription: '7', result: {} },
  ],
  ['{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}', { kind: 'other' }],
  ['{"jsonrpc":"2.0","id":"a","result":1}', { kind: 'other' }],
  ['{"jsonrpc":"2.0","method":"x","params":null}', { kind: 'other' }],
  ['{"jsonrpc":"2.0","id":3}', null],
  ['{"hello":["world"]}', null],
  ['[]', null],
  ['null', null],
  ['<html>', null],
  ['', null],
])('reads %s', (text, message) => {
  expect(decodeIncoming(text)).toEqual(message)
})

test('never throws', () => {
  fc.assert(fc.property(fc.json(), (text) => void decodeIncoming(text)))
  fc.assert(fc.property(fc.string(), (text) => void decodeIncoming(text)))
})
