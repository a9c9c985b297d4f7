import { expect, it } from 'vitest'
import { runInProcess } from '../testing/cli.js'

// Nothing listens there: the keys are looked up before the chain.
const chain = ['--chain', 'ws://127.0.0.1:1']

it.each([
  ['vtrust --netuid 2', 'subnet vtrust 5'],
  ['wallet balance', '--address 5'],
  ['stake list', '--address 5'],
])('defect: %s without a wallet did not say that it takes an address', async (line, form) => {
  const { code, json } = await runInProcess([...line.split(' '), ...chain, '--json'])
  expect(code).toBe(1)
  expect(json()).toMatchObject({
    error: { code: 'KEYFILE_NOT_FOUND', fix: expect.stringContaining(form) },
  })
})

it('says nothing of addresses where only a key is taken', async () => {
  const run = await runInProcess(['weights', 'status', '--netuid', '2', ...chain, '--json'])
  expect(run.json()).toMatchObject({
    error: { code: 'KEYFILE_NOT_FOUND', fix: expect.not.stringContaining('SS58') },
  })
})
