import { expect, test } from 'vitest'
import { runCampaign } from './campaign.js'

test('a validator on a devnet is updated, and brought back from a bad build, without losing a score', async () => {
  const lines: string[] = []
  const { updates, checks } = await runCampaign({
    ...{ count: 2, seed: 1, badShare: 0, killShare: 0, validatorKillShare: 0, forcedShare: 0 },
    ...{ blockMs: 100, roundBlocks: 300, healthSeconds: 30, isBrief: true },
    manners: ['good', 'crash'],
    say: (line) => lines.push(line),
  })
  expect([updates.map(({ manner, isRight }) => [manner, isRight]), lines.length]).toEqual([
    [
      ['good', true],
      ['crash', true],
    ],
    2,
  ])
  const failed = checks.filter(({ passed }) => !passed).map(({ name, detail }) => `${name}: ${detail}`)
  expect(failed).toEqual([])
}, 240_000)
