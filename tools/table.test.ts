import { describe, expect, it } from 'vitest'
import { renderTable } from './table.js'

describe('renderTable', () => {
  it('aligns columns to their widest cell', () => {
    const text = renderTable(
      [
        { heading: 'name', cell: ([name]: [string, number]) => name },
        { heading: 'n', align: 'right', cell: ([, n]) => String(n) },
      ],
      [
        ['good', 7],
        ['x', 1000],
      ],
    )
    expect(text).toBe('name     n\n────  ────\ngood     7\nx     1000\n')
  })
})
