import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPalette } from './palette.js'
import { type Column, renderTable } from './table.js'
import { textWidth } from './text.js'

const plain = createPalette({ write: () => undefined }, {})
const coloured = createPalette({ write: () => undefined }, { FORCE_COLOR: '1' })

interface Row {
  readonly uid: number
  readonly key: string
  readonly note: string
}

const columns: readonly Column<Row>[] = [
  { title: 'UID', text: ({ uid }) => String(uid), align: 'right' },
  { title: 'KEY', text: ({ key }) => key, shrinkTo: 5 },
  { title: 'NOTE', text: ({ note }) => note, leaves: 1 },
]
const rows: readonly Row[] = [
  { uid: 7, key: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY', note: 'τ 高' },
  { uid: 255, key: '5short', note: '' },
]

test('aligns by what a terminal shows', () => {
  const lines = renderTable(columns, rows, { palette: plain, width: 200 })
  expect(lines).toEqual([
    'UID  KEY                                               NOTE',
    '  7  5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY  τ 高',
    '255  5short',
  ])
})

test('shortens what may be shortened, keeping both ends, before a column leaves', () => {
  const lines = renderTable(columns, rows, { palette: plain, width: 22 })
  expect(lines[1]).toBe('  7  5Grwva…utQY  τ 高')
  const narrow = renderTable(columns, rows, { palette: plain, width: 11 })
  expect(narrow).toEqual(['UID  KEY', '  7  5Gr…QY', '255  5short'])
})

test('fits any width that its narrowest columns fit, coloured or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ uid: fc.nat(999), key: fc.string({ maxLength: 60 }), note: fc.string() }), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.integer({ min: 10, max: 120 }),
      (some, width) => {
        const safe = some.map((row) => ({ ...row, key: row.key.replace(/[^ -~]/g, 'x') }))
        const lines = renderTable(columns, safe, { palette: plain, width })
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
        const bold = columns.map((column) => ({ ...column, paint: coloured.bold }))
        const painted = renderTable(bold, safe, { palette: coloured, width })
        expect(painted.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(lines)
      },
    ),
    { numRuns: 100 },
  )
})
