import { expect, test } from 'vitest'
import { createCliChain } from '../testing/chain.js'

test('a sealed coldkey is unlocked when something is sent, and only then', async () => {
  await using chain = await createCliChain({}, ['miner'])
  const secret = 'Correct-Horse-9'
  const uri = await chain.write('charlie.uri', '//Charlie')
  const env = { BT_WALLET_PASSWORD: secret }
  await chain.run(`wallet regen coldkey -w sealed --secret-file ${uri}`, { env })
  await chain.run('wallet create -w sealed -H val --hotkey-only')
  const plan = await chain.run('register -w sealed -H val --netuid 1 --dry-run --json')
  expect(plan.json()).toMatchObject({ plans: [{ signer: { key: 'coldkey' } }] })
  const asked: string[] = []
  const prompter = {
    confirm: async () => true,
    password: async (question: string) => {
      asked.push(question)
      return secret
    },
  }
  const run = await chain.run('register -w sealed -H val --netuid 1', { prompter })
  expect(asked).toEqual([expect.stringContaining('sealed/coldkey')])
  expect(run.stdout).toContain('is now uid 1 on subnet 1')
  expect(run.stderr).toContain('unlocking')
  expect(run.stdout + run.stderr).not.toContain(secret)
})
