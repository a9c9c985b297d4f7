import { watchValidators } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { hunt } from './campaign.js'
import { playPopulation } from './play.js'

test('an honest population gives no finding', () => {
  const { snapshots } = playPopulation(3, 12)
  expect(snapshots).toHaveLength(12)
  expect(watchValidators(snapshots)).toEqual([])
})

test('a copy of a validator is found, and no other is accused', () => {
  const { foundAfter, wrong } = hunt(20_001, 'copies a validator', 14)
  expect(foundAfter).not.toBeNull()
  expect(wrong).toEqual([])
})

test('the same seed plays the same epochs', () => {
  expect(playPopulation(7, 4)).toEqual(playPopulation(7, 4))
})
