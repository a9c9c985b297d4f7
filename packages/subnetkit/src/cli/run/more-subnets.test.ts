import { expect, it } from 'vitest'
import { moreSubnets } from './more-subnets.js'

it('loads further subnets by module and netuid', async () => {
  const path = new URL('../../../../subnet-text/src/subnet.ts', import.meta.url).pathname
  expect(await moreSubnets([`${path}@4=text`])).toMatchObject([
    { netuid: 4, model: 'text', subnet: { version: 1 } },
  ])
  expect(await moreSubnets([`${path}@4:500`, `${path}@5=text:500:20`])).toMatchObject([
    { netuid: 4, model: undefined, priceFixed: 500, pricePerThousandTokens: undefined },
    { netuid: 5, model: 'text', priceFixed: 500, pricePerThousandTokens: 20 },
  ])
  expect(await moreSubnets()).toEqual([])
  await expect(moreSubnets([path])).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
