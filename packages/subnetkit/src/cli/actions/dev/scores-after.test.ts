import { expect, test } from 'vitest'
import type { LoadedDefinition } from './role/messages.js'
import { scoresAfter } from './scores-after.js'

const loaded = (more: Partial<LoadedDefinition> = {}): LoadedDefinition => ({
  ...{ name: 'sums', version: '1', hyperparameters: {}, mechanisms: 1, deadlineMs: 1_000 },
  ...{ scoreboard: 'ema(0.1)', onScoreboardChange: 'continue' },
  ...more,
})

test.each<[string, Partial<LoadedDefinition>, boolean]>([
  ['continue', {}, false],
  ['continue', { version: '2' }, false],
  ['continue', { scoreboard: 'wilson(1.96, 20)' }, false],
  ['continue', { onScoreboardChange: 'restart' }, false],
  ['reset', { scoreboard: 'wilson(1.96, 20)', onScoreboardChange: 'restart' }, false],
  ['converted', { scoreboard: 'wilson(1.96, 20)', onScoreboardChange: 'function' }, false],
  ['reset', {}, true],
])('scores %s after %o (fresh: %s)', (kind, after, fresh) => {
  expect(scoresAfter({ before: loaded(), after: loaded(after) }, fresh).kind).toBe(kind)
})
