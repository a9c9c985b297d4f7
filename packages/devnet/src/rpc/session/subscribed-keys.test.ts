import { expect, test } from 'vitest'
import { createDevnet } from '../../devnet.js'
import { createPlaces } from './places.js'
import { Session, type SessionHost } from './session.js'

const long = `0x${'ab'.repeat(2 ** 19)}`
const tooMany = { code: -32006, data: expect.stringContaining('characters') }

test('defect: subscribed keys had no bound: those of a connection are limited, and one that ends gives its place back', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual', seed: 'keys' })
  const { provider } = devnet
  const subscribe = (key: string) => provider.subscribe('', 'state_subscribeStorage', [[key]], () => {})
  const ids = []
  for (let count = 0; count < 23; count++) ids.push(await subscribe(long))
  await expect(subscribe(long)).rejects.toMatchObject(tooMany)
  // Short ones still find a place, and another client has places of its own.
  await subscribe('0x00')
  const other = provider.clone()
  await other.subscribe('', 'state_subscribeStorage', [[long]], () => {})
  await other.disconnect()
  await provider.send('state_unsubscribeStorage', [ids[0]])
  await subscribe(long)
})

test('keys of all clients are limited together, and what is refused takes no place', () => {
  const [places, keyPlaces] = [createPlaces(3), createPlaces(1000)]
  const host = { places, keyPlaces, methods: new Map() } as unknown as SessionHost
  const clients = [new Session(host, () => {}), new Session(host, () => {})] as const
  const keys = ['0x'.padEnd(500, '0')]
  const id = clients[0].add('state_storage', () => () => {}, keys)
  for (let count = 0; count < 5; count++) {
    expect(() => clients[1].add('state_storage', () => () => {}, keys)).toThrow(
      expect.objectContaining(tooMany),
    )
  }
  clients[0].remove(id)
  const failing = () => {
    throw new Error('no')
  }
  expect(() => clients[1].add('state_storage', failing, keys)).toThrow('no')
  clients[1].add('state_storage', () => () => {}, keys)
  clients[1].close()
  expect([places.take(3), keyPlaces.take(1000)]).toEqual([true, true])
})
