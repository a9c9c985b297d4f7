import { expect, it } from 'vitest'
import { createGateway } from '../create-gateway.js'
import { fakeModel, ok } from '../testing/fake-model.js'
import { testDatabase } from '../testing/start-gateway.js'
import { createAnswerStore } from './answer-store.js'

const named = { keyId: 'key', name: 'name', request: 'one' }

it('defect: the claim of an answer that took two minutes was given to another request', async () => {
  const database = await testDatabase()
  await using _ = await createGateway({ database, models: [fakeModel([() => ok('yes')])] })
  let date = 1_000
  const clock = { date: () => date }
  const [own, other] = [createAnswerStore(database, clock), createAnswerStore(database, clock)]
  expect(await own.claim(named)).toBe('claimed')
  date += 100_000
  await own.renew()
  date += 100_000
  await own.sweep()
  expect([await own.claim(named), await other.claim(named)]).toEqual(['running', 'running'])
  expect(await other.claim({ ...named, request: 'two' })).toBe('other')
  // The process has ended: nobody renews it.
  date += 120_000
  expect(await other.claim(named)).toBe('claimed')
  await other.keep(named, { headers: {}, body: '' })
  expect(await own.claim({ ...named, keyId: 'another' })).toBe('claimed')
})
