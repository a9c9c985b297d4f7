import { mnemonicGenerate } from '@polkadot/util-crypto/mnemonic/generate'
import { mnemonicValidate } from '@polkadot/util-crypto/mnemonic/validate'
import wordlist from '@polkadot/util-crypto/mnemonic/wordlists/en'
import { expect, test } from 'vitest'
import { findMnemonics } from './find-mnemonics.js'

test.each([12, 15, 18, 21, 24] as const)('finds mnemonics of %i words among others', (length) => {
  const words = mnemonicGenerate(length).split(' ')
  expect(findMnemonics(words)).toEqual([{ from: 0, to: length }])
  const upper = words.map((word) => word.toUpperCase())
  expect(findMnemonics(['so', 'it', 'goes', ...upper, 'for', 'ever'])).toEqual([{ from: 3, to: 3 + length }])
  expect(findMnemonics([...words, 'xylophone', ...words])).toHaveLength(2)
})

test('agrees with the library about rows of twelve words', () => {
  let state = 1
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return wordlist[state % wordlist.length]!
  }
  const rows = Array.from({ length: 300 }, () => Array.from({ length: 12 }, next))
  const expected = rows.map((row) => mnemonicValidate(row.join(' ')))
  expect(rows.map((row) => findMnemonics(row).length === 1)).toEqual(expected)
  expect(new Set(expected).size).toBe(2)
})

test('finds none in other lengths, among words of no list, and where the checksum is wrong', () => {
  const words = mnemonicGenerate(12).split(' ')
  expect(findMnemonics(words.slice(1))).toEqual([])
  expect(findMnemonics([...words.slice(0, 6), 'xylophone', ...words.slice(7)])).toEqual([])
  expect(findMnemonics(Array.from({ length: 12 }, () => 'abandon'))).toEqual([])
  expect(findMnemonics([])).toEqual([])
})
