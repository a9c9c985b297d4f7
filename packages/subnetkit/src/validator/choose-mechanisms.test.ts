import type { ValidatorChain } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { defineSubnet } from '../index.js'
import { createLog } from '../log/log.js'
import type { LogRecord } from '../log/record.js'
import { adder } from '../testing/adder.js'
import { chooseMechanisms } from './choose-mechanisms.js'

const { protocol, tasks, rubric } = adder
const two = defineSubnet({
  name: 'two',
  version: 7,
  protocol,
  tasks,
  rubric,
  mechanisms: { 1: { tasks, rubric } },
})

function choose(subnet: typeof adder | typeof two, mechanismCount: number, mechanism?: number) {
  const records: LogRecord[] = []
  const weights = () => ({ state: async () => ({ mechanismCount }) })
  const chain = { weights } as unknown as ValidatorChain
  const log = createLog('validator', (record) => void records.push(record))
  const chosen = chooseMechanisms(subnet, { caller: 'runValidator', netuid: 12, mechanism, chain, log })
  return { chosen, records }
}

it('runs all mechanisms of the definition, or the one that is given', async () => {
  expect(await choose(two, 2).chosen).toEqual([0, 1])
  expect(await choose(two, 1, 1).chosen).toEqual([1])
  expect(await choose(adder, 1).chosen).toEqual([0])
})

it('refuses a definition with more mechanisms than the chain has', async () => {
  await expect(choose(two, 1).chosen).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('of two has 2 mechanisms, and subnet 12 has 1 mechanism on chain'),
    fix: expect.stringContaining('mechanismCount to 2'),
  })
})

it('warns of mechanisms that the definition lacks', async () => {
  const { chosen, records } = choose(two, 3)
  expect(await chosen).toEqual([0, 1])
  expect(records).toMatchObject([{ level: 'warn', event: 'mechanisms-missing' }])
  const even = choose(two, 2)
  await even.chosen
  expect(even.records).toEqual([])
})
