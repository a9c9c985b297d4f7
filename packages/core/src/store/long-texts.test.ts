import { expect, test } from 'vitest'
import { openDatabase } from './open-database.js'

test('long texts arrive as they are: alone, as JSON, in arrays, with half a surrogate pair as U+FFFD', async () => {
  await using database = await openDatabase({ memory: true })
  const texts = ['x'.repeat(5_000), 'é€😀"\\\n'.repeat(500), `${'y'.repeat(2_000)}\uDC00`]
  const [row] = await database.query<{ text: string; json: string; list: string[] }>(
    'select $1::text as text, $2::json::text as json, $3::text[] as list',
    [texts[1], JSON.stringify(texts), texts.slice(0, 2)],
  )
  expect(row).toEqual({ text: texts[1], json: JSON.stringify(texts), list: texts.slice(0, 2) })
  const whole = 'select $1::text as text'
  expect(await database.query(whole, [texts[2]])).toEqual([{ text: `${'y'.repeat(2_000)}\uFFFD` }])
  expect(await database.query(whole, [null])).toEqual([{ text: null }])
})
