import { expect, test } from 'vitest'
import { createPalette } from './palette.js'

const terminal = { write: () => undefined, isTTY: true }
const file = { write: () => undefined }

test.each([
  ['a terminal', terminal, {}, true],
  ['a file', file, {}, false],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR, which says nothing', terminal, { NO_COLOR: '' }, true],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ['a file with FORCE_COLOR', file, { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR=0', file, { FORCE_COLOR: '0' }, false],
  ['NO_COLOR beside FORCE_COLOR', file, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('%s', (_, sink, env, coloured) => {
  expect(createPalette(sink, env).bold('x') !== 'x').toBe(coloured)
})
