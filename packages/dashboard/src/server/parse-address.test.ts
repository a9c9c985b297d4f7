import { expect, it } from 'vitest'
import { parseDashboardAddress } from './parse-address.js'

it.each([
  ['', {}],
  ['9470', { port: 9_470 }],
  [':9470', { port: 9_470 }],
  ['0.0.0.0', { host: '0.0.0.0' }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['localhost:80', { host: 'localhost', port: 80 }],
  ['[::1]:9470', { host: '::1', port: 9_470 }],
  ['[::1]', { host: '::1' }],
])('an address may be %j', (text, address) => {
  expect(parseDashboardAddress(text)).toEqual(address)
})

it.each(['65536', 'host:', 'host:99999', '::1', 'http://host', 'a b', '[::1]9470', '-x:1'])(
  'an address is not %j',
  (text) => {
    expect(parseDashboardAddress(text)).toBeNull()
  },
)
