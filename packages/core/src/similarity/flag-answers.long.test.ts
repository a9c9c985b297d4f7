import { expect, test } from 'vitest'
import { flagAnswers } from './flag-answers.js'
import { type Cheat, families, playRound } from './testing/population.js'

test('of 200 honest rounds at most 1 % have a flag, and of 20 with each cheat at least 95 %', async () => {
  const flagsOf = (seed: string, more: { miners: number; cheat?: Cheat }) =>
    flagAnswers(playRound(seed, more), { families })
  const counts: Record<string, number> = {}
  let alarms = 0
  for (let at = 0; at < 200; at += 1) if ((await flagsOf(`round ${at}`, { miners: 20 })).size > 0) alarms += 1
  expect(alarms).toBeLessThanOrEqual(2)
  const expected = {
    copy: 'near-duplicate',
    relay: 'relay-timing',
    errors: 'identical-errors',
    canned: 'same-answer',
  } as const
  for (const cheat of ['copy', 'relay', 'errors', 'canned'] as const) {
    let found = 0
    for (let at = 0; at < 20; at += 1) {
      const flags = await flagsOf(`${cheat} ${at}`, { miners: 20, cheat })
      const ofCheat = [...flags].filter(([{ hotkey }]) => hotkey === 'cheat').flatMap(([, own]) => own)
      if (ofCheat.some(({ kind }) => kind === expected[cheat])) found += 1
    }
    counts[cheat] = found
  }
  expect(Math.min(...Object.values(counts)), JSON.stringify({ alarms, ...counts })).toBeGreaterThanOrEqual(19)
}, 120_000)
