import { expect, test } from 'vitest'
import { dieEverywhere, failEverywhere, keepInMemory } from '../testing/crash-points.js'
import { createMemoryStore } from '../testing/memory-store.js'

test('salted weights are committed and revealed once, wherever the process died', async () => {
  expect(await dieEverywhere('salted', keepInMemory, createMemoryStore())).toBeGreaterThanOrEqual(28)
})

test('timelocked weights are committed and revealed once, wherever the process died', async () => {
  expect(await dieEverywhere('timelocked', keepInMemory, createMemoryStore())).toBeGreaterThanOrEqual(28)
})

test('weights in the open land once, whichever step fails on the way', async () => {
  expect(await failEverywhere('plain', () => true)).toBeGreaterThanOrEqual(20)
})

test('salted weights are committed and revealed once, whichever step fails on the way', async () => {
  expect(await failEverywhere('salted', () => true)).toBeGreaterThanOrEqual(36)
})
