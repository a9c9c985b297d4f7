import { expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway } from '../testing/start-gateway.js'
import type { OrganicEvidence } from './evidence.js'

const messages = [{ role: 'user', content: 'a private question' }]

it('answers of several operators to one request are evidence, without its content', async () => {
  const given = ['four', 'four ', 'five']
  const evidence: OrganicEvidence[] = []
  await using gateway = await startTestGateway({
    models: [fakeModel(given.map((text) => () => ok(text)))],
    onEvidence: (some) => void evidence.push(...some),
  })
  await gateway.post({ model: 'text', messages, n: 3 })
  const sorted = [...evidence].sort((a, b) => a.miner.localeCompare(b.miner))
  const { keyId: key } = gateway
  const by = { key, payer: `key:${key}` }
  expect(sorted).toEqual([
    { ...by, miner: 'miner-0@0', verdict: 1 },
    { ...by, miner: 'miner-1@1', verdict: 1 },
    { ...by, miner: 'miner-2@2', verdict: 0 },
  ])
  expect(JSON.stringify(evidence)).not.toContain('private')
  await gateway.post({ model: 'text', messages })
  expect(evidence).toHaveLength(3)
})

it('defect: two owners in one network agreed with themselves', async () => {
  const evidence: OrganicEvidence[] = []
  const model = fakeModel(['lie', 'lie', 'truth'].map((text) => () => ok(text)))
  const { miners } = model.candidates()
  for (const [at, miner] of miners.entries())
    Object.assign(miner, { host: at < 2 ? `203.0.113.${at}` : '198.51.100.1' })
  await using gateway = await startTestGateway({
    models: [model],
    onEvidence: (some) => void evidence.push(...some),
  })
  await gateway.post({ model: 'text', messages, n: 3 })
  expect(evidence).toEqual([])
})
