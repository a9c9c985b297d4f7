import { Bytes } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { createPictureShelf } from '../../pictures/picture-shelf.js'
import { pngOf } from '../../testing/png.js'
import { exhibitField } from './exhibit-fields.js'
import { pageExhibit } from './page-exhibit.js'

const shelf = createPictureShelf()
const fileOf = (data: Uint8Array) => new Bytes({ size: data.length, chunks: () => [data] })

async function shown(exhibit: Parameters<typeof pageExhibit>[0]) {
  return exhibitField.parse(await pageExhibit(exhibit, shelf))
}

it('a text is cut, and shows what is invisible in it', async () => {
  const html = '<img src=x onerror=alert(1)>\u202E'
  expect(await shown({ kind: 'text', title: 'T'.repeat(9_000), text: html })).toMatchObject({
    ...{ title: 'T'.repeat(300), text: '<img src=x onerror=alert(1)>⟨U+202E⟩', isCut: false },
  })
  expect(await shown({ kind: 'text', title: 'T', text: 'x'.repeat(1_000_000) })).toMatchObject({
    isCut: true,
  })
})

it('a picture has its size; what is none has only its bytes and hash', async () => {
  const picture = await shown({ kind: 'picture', title: 'P', file: fileOf(pngOf(20, 10)) })
  expect(picture).toMatchObject({ size: { width: 20, height: 10 }, bytes: pngOf(20, 10).length })
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
  expect(await shown({ kind: 'picture', title: 'P', file: fileOf(svg) })).toMatchObject({ size: null })
  expect(await shown({ kind: 'picture', title: 'P', file: fileOf(pngOf(60_000, 60_000)) })).toMatchObject({
    size: null,
  })
})

it('a fan has quantiles in the order of its axis, without what is no number', async () => {
  const samples = Array.from({ length: 101 }, (_, value) => value)
  const points = [
    { at: 3, samples: [5], outcome: 7 },
    { at: 1, samples: [...samples, Number.NaN].reverse() },
    { at: 2, samples: [] },
  ]
  expect(await shown({ kind: 'fan', title: 'F', axis: 'steps', points })).toMatchObject({
    points: [
      { at: 1, quantiles: [5, 25, 50, 75, 95], samples: 101, outcome: null },
      { at: 3, quantiles: [5, 5, 5, 5, 5], samples: 1, outcome: 7 },
    ],
  })
})

it('checks have the columns of their first row, and a limit', async () => {
  const row = { name: 'object', facts: { offset: 65_536, blocks: 1 }, passed: true }
  const rows = [
    row,
    { ...row, facts: { blocks: 2 } as never, passed: null },
    ...Array.from({ length: 300 }, () => row),
  ]
  const page = await shown({ kind: 'checks', title: 'C', rows })
  expect(page).toMatchObject({ columns: ['offset', 'blocks'], hasMore: true })
  expect(page.kind === 'checks' && page.rows.slice(0, 2)).toEqual([
    { name: 'object', facts: ['65536', '1'], passed: true },
    { name: 'object', facts: ['', '2'], passed: null },
  ])
})
