import { expect, it } from 'vitest'
import { clients } from './catalogue.js'
import { casesOf, skippedOf } from './play-client.js'
import { exitCodeOf, renderResults } from './report.js'

const client = clients[0]!
const good = { client, cases: [{ case: 'chat', ok: true }], skipped: null, seconds: 1 }
const skipped = { client, cases: [], skipped: 'go does not run here', seconds: 0 }
const failed = { client, cases: [{ case: 'chat', ok: false, why: 'no text' }], skipped: null, seconds: 1 }

it('fails for a failed case, and where nothing could be played', () => {
  expect([[good, skipped], [good, failed], [skipped]].map(exitCodeOf)).toEqual([0, 1, 1])
})

it('names every failure, and why a client was skipped', () => {
  const text = renderResults([good, skipped, failed])
  expect(text).toContain('chat: no text')
  expect(text).toContain('skipped: go does not run here')
})

it('a script that breaks off or plays nothing has failed', () => {
  const line = '{"case":"chat","ok":true}\n'
  expect(casesOf(line, 0)).toEqual([{ case: 'chat', ok: true }])
  expect(casesOf(`${line}Traceback\n`, 1).map(({ ok }) => ok)).toEqual([true, false])
  expect(casesOf('', 0)).toMatchObject([{ ok: false }])
})

it('a script that lacks something says so', () => {
  expect(skippedOf('{"skipped":"no Chromium is installed"}\n')).toBe('no Chromium is installed')
  expect(skippedOf('{"case":"chat","ok":true}\n')).toBeNull()
})
