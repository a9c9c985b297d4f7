import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compareSteps, isMisnamed } from './steps/compare.js'
import { recordedStep } from './steps/record.js'

const path = new URL('../../packages/devnet/fixtures/steps-293.json.gz', import.meta.url)
const all = z.array(recordedStep).parse(JSON.parse(gunzipSync(readFileSync(path)).toString()))
const steps = all.filter((step) => !isMisnamed(step))

const differences = async (specVersion: number) =>
  (await compareSteps(steps, specVersion)).filter(({ difference }) => difference !== null)

describe('recorded steps of the real runtime', () => {
  test('the devnet does the same when it reports their version', async () => {
    expect(await differences(293)).toEqual([])
  })

  test('those that are lost have another sender than the record names', () => {
    expect(all.length - steps.length).toBe(53)
  })
})
