import { expect, test } from 'vitest'
import { hasty, patient, playAll, text } from './settings.js'

const least = (values: readonly number[]) => Math.min(...values)

test('two honest validators agree with every seed, with 16 graded miners after ten rounds', async () => {
  for (const tasksPerMiner of [24, 48]) {
    const played = await playAll({ ...patient, tasksPerMiner })
    expect(least(played.map(({ ranks }) => ranks))).toBeGreaterThanOrEqual(0.98)
    expect(least(played.map(({ vtrust }) => vtrust))).toBeGreaterThanOrEqual(0.95)
    // They agree because both are right.
    expect(least(played.map(({ strength }) => strength))).toBeGreaterThanOrEqual(0.98)
  }
})

test('two honest validators of the text subnet agree after ten rounds, by its own tasks and rubric', async () => {
  const played = await playAll(text)
  expect(least(played.map(({ ranks }) => ranks))).toBeGreaterThanOrEqual(0.98)
  expect(least(played.map(({ strength }) => strength))).toBeGreaterThanOrEqual(0.98)
  expect(least(played.map(({ vtrust }) => vtrust))).toBeGreaterThanOrEqual(0.9)
})

test('few tasks and a steep exponent make them disagree: the demo', async () => {
  const played = await playAll({ ...hasty, rounds: 3 })
  const mean = played.reduce((sum, { vtrust }) => sum + vtrust, 0) / played.length
  expect(mean).toBeGreaterThan(0.7)
  expect(mean).toBeLessThan(0.85)
})

test('each remedy of the guide helps on its own', async () => {
  const mean = async (more: Partial<typeof hasty>) => {
    const played = await playAll({ ...hasty, ...more })
    return played.reduce((sum, { vtrust }) => sum + vtrust, 0) / played.length
  }
  const before = await mean({})
  for (const remedy of [
    { rounds: 30 },
    { tasksPerMiner: 12 },
    { balanced: true, tasksPerMiner: 6 },
    { partial: true },
    { weights: patient.weights },
  ]) {
    expect(await mean(remedy)).toBeGreaterThan(before)
  }
})
