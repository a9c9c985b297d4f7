import { expect, test } from 'vitest'
import { applyEdits } from '../../add/source/edit.js'
import { loadTypeScript } from '../../add/source/typescript.js'
import { optionObjects } from './calls.js'
import type { Edited } from './codemod.js'
import { flagUses } from './flag-uses.js'
import { moveImport } from './move-import.js'
import { renameField, renameOption } from './rename-field.js'
import { renameImport } from './rename-import.js'

const parse = await loadTypeScript('a test')

/** Text after the edits, and the lines that are left to the owner. */
function run(text: string, edit: (source: ReturnType<typeof parse>) => Edited) {
  const { edits, places } = edit(parse('file.ts', text))
  const after = applyEdits(text, edits)
  parse('file.ts', after)
  return { after, lines: places.map(({ at }) => text.slice(0, at).split('\n').length) }
}

const renamed = (text: string) =>
  run(text, (source) => renameImport(source, { from: 'ema', to: 'average' })).after

test.each([
  ["import { ema } from 'subnetkit'\nema()", "import { average } from 'subnetkit'\naverage()"],
  ['import {ema as e, z} from "subnetkit";\ne()', 'import {average as e, z} from "subnetkit";\ne()'],
  [
    "import { type ema } from 'subnetkit'\nlet a: ema<1>",
    "import { type average } from 'subnetkit'\nlet a: average<1>",
  ],
  [
    "import * as sk from 'subnetkit'\nsk.ema(other.ema)",
    "import * as sk from 'subnetkit'\nsk.average(other.ema)",
  ],
  ["export { ema, z } from 'subnetkit'", "export { average as ema, z } from 'subnetkit'"],
  [
    "import { ema } from 'subnetkit'\nexport { ema }\nuse({ ema, b: ema, ema: 1 })",
    "import { average } from 'subnetkit'\nexport { average as ema }\nuse({ ema: average, b: average, ema: 1 })",
  ],
  // Another meaning of either name makes an alias.
  [
    "import { ema } from 'subnetkit'\nconst average = 1\nema()",
    "import { average as ema } from 'subnetkit'\nconst average = 1\nema()",
  ],
  [
    "import { ema } from 'subnetkit'\nfunction f(ema: number) { return ema }",
    "import { average as ema } from 'subnetkit'\nfunction f(ema: number) { return ema }",
  ],
  ["import { ema } from './mine.js'\nema()", "import { ema } from './mine.js'\nema()"],
])('renames an imported name: %j', (before, after) => {
  expect(renamed(before)).toBe(after)
  expect(renamed(after)).toBe(after)
})

test.each([
  ["import { a } from 'subnetkit'\n", "import { a } from 'subnetkit/testing'\n"],
  [
    "import { a, z } from 'subnetkit'",
    "import { z } from 'subnetkit'\nimport { a } from 'subnetkit/testing'",
  ],
  [
    'import {\n  z,\n  a,\n  type b as c,\n} from "subnetkit";\r\nx',
    'import {\n  z,\n} from "subnetkit";\nimport { a, type b as c } from "subnetkit/testing";\r\nx',
  ],
  [
    "import type { b, z, a } from 'subnetkit'",
    "import type { z } from 'subnetkit'\nimport type { b, a } from 'subnetkit/testing'",
  ],
  [
    "export { a, z } from 'subnetkit'",
    "export { z } from 'subnetkit'\nexport { a } from 'subnetkit/testing'",
  ],
])('moves an import to another entry: %j', (before, after) => {
  expect(
    run(before, (source) => moveImport(source, { names: ['a', 'b'], to: 'subnetkit/testing' })).after,
  ).toBe(after)
})

test('leaves what it cannot edit to the owner', () => {
  const text = "import * as sk from 'subnetkit'\nimport { ema } from 'subnetkit'\nsk.ema()"
  expect(run(text, (source) => moveImport(source, { names: ['ema'], to: 'subnetkit/x' })).lines).toEqual([3])
  expect(run(text, (source) => flagUses(source, { name: 'ema', instruction: 'Look.' })).lines).toEqual([2, 3])
})

test.each([
  ['call({ old: 1 })', 'call({ fresh: 1 })'],
  ['call(1, { "old": 1, b })', 'call(1, { "fresh": 1, b })'],
  ['call({ old })', 'call({ fresh: old })'],
  ['call({ old() { return 1 } })', 'call({ fresh() { return 1 } })'],
  ['const o = { old: 1 } as const\ncall(o)', 'const o = { fresh: 1 } as const\ncall(o)'],
  ['call<{ old: 1 }>({ a: { old: 1 } })', 'call<{ old: 1 }>({ a: { old: 1 } })'],
  ['other({ old: 1 })', 'other({ old: 1 })'],
])('renames an option: %j', (before, after) => {
  const start = "import { call } from 'subnetkit'\n"
  const edit = (source: ReturnType<typeof parse>) =>
    renameOption(source, { call: 'call', from: 'old', to: 'fresh' })
  expect(run(start + before, edit)).toEqual({ after: start + after, lines: [] })
})

test('an object with both names is left to the owner', () => {
  const text = "import { call } from 'subnetkit'\ncall({ old: 1,\n fresh: 2 })"
  const edit = (source: ReturnType<typeof parse>) =>
    renameField(source, optionObjects(source, 'subnetkit', 'call'), { from: 'old', to: 'fresh' })
  expect(run(text, edit)).toEqual({ after: text, lines: [2] })
})
