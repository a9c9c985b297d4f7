import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CliChain, createCliChain } from '../../testing/chain.js'
import { adderModule } from '../../testing/neurons.js'

let chain: CliChain
beforeEach(async () => {
  chain = await createCliChain({}, ['owner', 'val', 'm1'])
})
afterEach(() => chain[Symbol.asyncDispose]())

const launch = (flags: string, code = 0) =>
  chain.run(`launch ${adderModule} -n ${chain.env.BT_NETWORK} -H owner ${flags}`, { code })
const neurons = '--validator val --miner m1@203.0.113.5:8091 --stake 5'
const subnets = () => chain.devnet.state.SubtensorModule.TotalNetworks.get()

test('walks from nothing to a running subnet, and has nothing to do the second time', async () => {
  const first = await launch(`${neurons} -y --json`)
  console.log(first.stdout, first.stderr)
  const second = await launch(`${neurons} -y --json`)
  console.log(second.stdout, second.stderr)
  console.log((await launch(`${neurons} --dry-run`)).stdout)
  console.log(
    (await chain.run(`launch ${adderModule} -n ${chain.env.BT_NETWORK} -H m1 ${neurons} --dry-run`)).stdout,
  )
})
