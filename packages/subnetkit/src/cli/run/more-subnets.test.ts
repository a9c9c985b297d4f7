import { expect, it } from 'vitest'
import { moreSubnets } from './more-subnets.js'

it('loads further subnets by module and netuid', async () => {
  const path = new URL('../../../../subnet-text/src/subnet.ts', import.meta.url).pathname
  expect(await moreSubnets([`${path}@4=text`])).toMatchObject([
    { netuid: 4, model: 'text', subnet: { version: 1 } },
  ])
  expect(await moreSubnets()).toEqual([])
  await expect(moreSubnets([path])).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
