import { expect, it } from 'vitest'
import { runInProcess } from '../../testing/cli.js'
import { adderModule } from '../../testing/neurons.js'

const network = '--network ws://127.0.0.1:1'

it.each([
  ['--miners 0', '--miners'],
  ['--block-time 1', '--block-time'],
  ['--seed 1234567890', '--seed'],
  ['--until tomorrow', '--until takes incentive'],
  ['--within 5', 'none is waited for'],
  ['--until incentive --within 0', '--within'],
  // Defect: it was ignored without --network.
  ['--netuid 2', '--netuid is for a network that exists'],
  ['--allow-origin foo', '--allow-origin'],
  ['--allow-origin https://polkadot.js.org/', '--allow-origin'],
  ['--miner-hotkey miner', 'for a network that exists'],
  [`${network} --netuid 2 --miners 2`, '--miners is for the devnet'],
  [`${network} --netuid 2 --gateway`, '--gateway is for the devnet'],
  [`${network} --netuid 2 --block-time 100`, '--block-time is for the devnet'],
  [`${network} --netuid 2 --until incentive`, 'no miner runs here'],
  [network, 'no netuid is given'],
])('refuses %s before anything starts', async (options, said) => {
  const run = await runInProcess(['dev', adderModule, ...options.split(' '), '--json'])
  const { error } = run.json<{ error: { code: string; message: string } }>()
  expect([run.code, error.message]).toEqual([2, expect.stringContaining(said)])
})

it('takes the network of the configuration for that of the deployment, and stays on the devnet', async () => {
  const run = await runInProcess(['dev', './missing.ts', '--json'], {
    env: { BT_NETWORK: 'ws://127.0.0.1:1' },
  })
  // With the network it would miss the netuid first.
  expect(run.json()).toMatchObject({ error: { code: 'FILE_INVALID' } })
})
