import { expect, it } from 'vitest'
import { untilPaid } from './until-paid.js'

const never = new Promise<void>(() => {})
const progress = () => '3 rounds were scored'

it('defect: --until incentive had no deadline', async () => {
  const wait = { within: 60, seconds: () => 61, interrupted: never }
  await expect(untilPaid({ paid: never, progress }, wait)).rejects.toMatchObject({
    ...{ code: 'DEV_NOT_PAID', message: expect.stringContaining('within 60 s: 3 rounds were scored') },
  })
})

it('ends with the first incentive, or with an interrupt', async () => {
  const wait = { within: 60, seconds: () => 0, interrupted: never }
  await untilPaid({ paid: Promise.resolve(), progress }, wait)
  await untilPaid({ paid: never, progress }, { ...wait, interrupted: Promise.resolve() })
})
