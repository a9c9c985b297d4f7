import { expect, it } from 'vitest'
import { runDemo } from './run-demo.js'

it('the demo refuses a wrong option in one sentence, with code 2', async () => {
  const { code, stdout, stderr } = await runDemo(['--rounds', 'many'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('--rounds takes a whole number')])
})
