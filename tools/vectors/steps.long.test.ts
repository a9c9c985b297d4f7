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

/** Rules that came after the recorded version, by the calls that it concerns and the difference that it makes. */
const sinceThen: readonly (readonly [call: RegExp, difference: RegExp])[] = [
  // guards: the pool refuses by code, and batches by the first guard
  [/register_network$/, /^outcome pool: Custom 6 instead of SubtensorModule\.NetworkTxRateLimitExceeded/],
  [/batch_set_weights$/, /^outcome pool: Custom 18 instead of SubtensorModule\.InputLengthsUnequal/],
  [/serve_prometheus$/, /^outcome pool: Custom 255 instead of SubtensorModule\.InvalidIpType/],
  [/set_weights$/, /^outcome batch: SubtensorModule\.(SettingWeightsTooFast|NotEnoughStakeToSetWeights) /],
  [/_take$/, /^outcome (pool: Custom 2[67]|batch: SubtensorModule\.DelegateTakeTooHigh) instead of /],
  // the pool refuses calls of Sudo by others
  [/^(AdminUtils|Sudo)\./, /^outcome pool: 1010 Invalid signing address instead of Sudo\.RequireSudo/],
  // what there is caps what is asked
  [/(transfer_stake|burn_alpha)$/, /^outcome ok instead of .*NotEnoughStakeToWithdraw/],
  // errors of price limits
  [
    /_stake_limit$/,
    /^outcome batch: (Swap\.PriceLimitExceeded|SubtensorModule\.SlippageTooHigh) instead of .*Zero/,
  ],
  // root names owner hotkeys
  [
    /set_subnet_owner_hotkey$/,
    /^outcome (ok|sudo: SubtensorModule\.SubnetNotExists) instead of sudo: BadOrigin/,
  ],
  // calls that are gone
  [/pow_registration_allowed$/, /^outcome AdminUtils\.POWRegistrationDisabled instead of BadOrigin/],
  [/total_issuance$/, /^outcome sudo: AdminUtils\.Deprecated instead of ok/],
  // another item keeps the last blocks
  [/_take$/, /^SubtensorModule\.LastRateLimitedBlock [^;]*; SubtensorModule\.LastTxBlockDelegateTake [^;]*$/],
]

describe('recorded steps of the real runtime', () => {
  test('the devnet does the same when it reports their version', async () => {
    expect(await differences(293)).toEqual([])
  })

  test('at spec 425, those that were equal differ by rules that came since alone', async () => {
    const equal = steps.filter(({ verdict }) => verdict.every((word) => word === 'equal'))
    const later = (await compareSteps(equal, 425)).filter(({ difference }) => difference !== null)
    expect(later.length).toBe(28)
    const unexplained = later.filter(
      ({ step, difference }) =>
        !sinceThen.some(([call, what]) => call.test(step.call) && what.test(difference ?? '')),
    )
    expect(unexplained).toEqual([])
  })

  test('those that are lost have another sender than the record names', () => {
    expect(all.length - steps.length).toBe(53)
  })
})
