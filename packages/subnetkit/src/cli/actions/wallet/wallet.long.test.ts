import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInProcess } from '../../testing/cli.js'

test('a new coldkey is sealed by a password that is asked for twice', async () => {
  const home = await mkdtemp(join(tmpdir(), 'subnet-cli-sealed-'))
  const answers = ['Correct-Horse-9', 'Correct-Horse-9']
  const prompter = { confirm: async () => true, password: async () => answers.shift() ?? null }
  const run = await runInProcess(['wallet', 'create', '-w', 'a', '-H', 'h'], {
    env: { HOME: home },
    prompter,
  })
  expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(/mnemonic +(\w+ ){11}\w+/)])
  expect(answers).toEqual([])
  expect(await readFile(join(home, '.bittensor/wallets/a/coldkey'), 'latin1')).toMatch(/^\$NACL/)
  expect(run.stdout + run.stderr).not.toContain('Correct-Horse')
  await rm(home, { recursive: true })
})
