import { expect, test } from 'vitest'
import { networks, resolveEndpoints, showEndpoint } from './endpoints.js'

test('names stand for their endpoints, in the order given, each once', () => {
  const own = 'wss://node.example:443/key'
  expect(resolveEndpoints([own, 'finney', 'archive', own])).toEqual({
    urls: [own, ...networks.finney.endpoints, ...networks.archive.endpoints],
    genesisHash: '0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03',
  })
  expect(resolveEndpoints(['local'])).toEqual({ urls: ['ws://127.0.0.1:9944'], genesisHash: undefined })
})

test.each([
  [[], 'Name a network or an endpoint'],
  [['finnney'], 'Use one of finney, test, archive, local'],
  [['__proto__'], 'Use one of'],
  [['http://127.0.0.1:9944'], 'starts with ws:// or wss://'],
  [['ws://'], 'names a host'],
])('%j is refused with a hint', (wanted, hint) => {
  expect(() => resolveEndpoints(wanted)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', fix: expect.stringContaining(hint) }),
  )
})

test.each([
  ['ws://127.0.0.1:9944', 'ws://127.0.0.1:9944'],
  ['wss://me:secret@node.example/path', 'wss://node.example/path'],
  ['wss://node.example/?apikey=secret', 'wss://node.example/?…'],
])('%s is shown as %s', (url, shown) => {
  expect(showEndpoint(url)).toBe(shown)
})

test('defect: a password or key in an endpoint that is refused is not repeated', () => {
  const wanted = ['https://me:secret@node.example/?apikey=secret']
  expect(() => resolveEndpoints(wanted)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  )
})
