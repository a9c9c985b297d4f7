import { expect, it } from 'vitest'
import { fuzzDoor } from './run-door.js'

it('no input at the door of a devnet changes its state', async () => {
  const { inputs, answers } = await fuzzDoor({ runs: 600, seed: 1 })
  expect(inputs).toBe(600)
  // They reach the parser, the methods, the pool and the doorkeeper; none is a fault of ours.
  expect([...answers.keys()]).toEqual(
    expect.arrayContaining(['result', '-32700', '-32602', '1002', 'HTTP 403', 'HTTP 415']),
  )
  expect(answers.get('-32603')).toBeUndefined()
  expect(answers.get('HTTP 200')).toBeUndefined()
})
