import { expect, it } from 'vitest'
import { gatewayOptions } from './gateway-options.js'

it('defect: a gateway beside a validator offers the further subnets of the configuration, too', async () => {
  const path = new URL('../../../../subnet-text/src/subnet.ts', import.meta.url).pathname
  const options = await gatewayOptions({ gateway: { beside: true, models: [`${path}@4=text`] } })
  expect(options.more).toMatchObject([{ netuid: 4, model: 'text' }])
})
