import { expect, test } from 'vitest'
import { rpcMethods } from '../methods.js'
import { readParams } from './params.js'

const read = (method: string, params: unknown) => () => readParams(rpcMethods.get(method)!, params)

test.each<[string, unknown, string]>([
  ['state_getStorage', [], 'key: this parameter is required'],
  ['state_getStorage', ['0xabc'], 'key: expected hex of whole bytes'],
  ['state_getStorage', [7], 'key: expected string, received number'],
  ['state_getStorage', ['0x', 7], 'at: expected string, received number'],
  ['state_queryStorageAt', [['0x', 7]], 'keys.1: expected string, received number'],
  ['chain_getBlockHash', ['x'], 'at: expected the number of a block, or a list of up to 4096'],
  ['chainHead_v1_follow', ['yes'], 'withRuntime: expected boolean, received string'],
  ['state_getStorage', 'x', 'params: expected a list of at most 2: key, at'],
  ['system_chain', [1], 'params: expected an empty list, got 1 values'],
])('%s of %j: the sentence names the parameter', (method, params, sentence) => {
  expect(read(method, params)).toThrow(sentence)
})

test('requests without params, and with trailing nulls, are legal', () => {
  expect(read('system_chain', undefined)()).toEqual({})
  expect(read('system_chain', null)()).toEqual({})
  expect(read('dev_mine', undefined)()).toEqual({ count: 1 })
  expect(read('state_getStorage', ['0X00'.toLowerCase(), null, null])()).toEqual({
    key: '0x00',
    at: undefined,
  })
})
