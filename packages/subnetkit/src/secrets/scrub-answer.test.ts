import { expect, test } from 'vitest'
import { scrubAnswer } from './scrub-answer.js'

const twelve = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const mnemonics = [
  twelve,
  'letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter always',
  `${'zoo '.repeat(23)}vote`,
]

test.each(mnemonics)('hides the mnemonic %s, however it is written', (phrase) => {
  const words = phrase.split(' ')
  for (const text of [phrase, phrase.toUpperCase(), words.join('\n'), words.join(', '), words.join('-')]) {
    expect(scrubAnswer(`It is so: ${text}; and more`)).toBe('It is so: [hidden]; and more')
    const json = JSON.stringify({ text: `my words ${text}` })
    expect(JSON.parse(scrubAnswer(json)).text).toMatch(/^my words \[hidden\]$/)
  }
  expect(JSON.parse(scrubAnswer(JSON.stringify(words))).join()).not.toContain(words.slice(1, 9).join())
})

test('defect: plain lists of words that a miner answers with were hidden', () => {
  const list = 'apple banana cherry orange lemon mango grape melon peach plum olive lime guava berry'
  const known = 'abandon ability able about above absent absorb abstract absurd abuse access accident'
  const short = twelve.split(' ').slice(0, 11).join(' ')
  for (const text of [list, known, short, list.replaceAll(' ', ', '), JSON.stringify(list.split(' '))])
    expect(scrubAnswer(text)).toBe(text)
})

test('hides users of URLs and keys of gateways, and leaves hashes', () => {
  const hash = '6f'.repeat(32)
  const text = `${hash} sn_live_4f9Kd02jsPq77 postgres://subnet:hunter22@db.example/subnet`
  expect(scrubAnswer(text)).toBe(`${hash} [hidden] postgres://[hidden]@db.example/subnet`)
})
