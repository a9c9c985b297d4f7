import type { GatewayReader } from '@subnetkit/dashboard'
import { expect, it } from 'vitest'
import type { GatewayStatus } from '../gateway/gateway-status.js'
import { createBeside } from './beside.js'

const statusOf = (url: string) => ({ url }) as GatewayStatus

it('shows a gateway of the process until it ends', async () => {
  const { source, show } = createBeside(null)
  expect([source.hasGateway(), await source.gateway()]).toEqual([false, null])
  let end = () => {}
  const closed = new Promise<void>((resolve) => {
    end = resolve
  })
  show({ status: async () => statusOf('own'), closed })
  expect([source.hasGateway(), await source.gateway()]).toEqual([true, statusOf('own')])
  expect(source.gatewayContact()).toBeNull()
  end()
  await closed
  expect(source.hasGateway()).toBe(false)
})

it('shows a gateway of another process, but for one of its own', async () => {
  const contact = { answeredAt: null, trouble: 'it starts' }
  const reader = {
    read: async () => statusOf('elsewhere'),
    contact: () => contact,
  } as unknown as GatewayReader
  const { source, show } = createBeside(reader)
  expect([source.hasGateway(), await source.gateway()]).toEqual([true, statusOf('elsewhere')])
  expect(source.gatewayContact()).toBe(contact)
  show({ status: async () => statusOf('own'), closed: new Promise(() => {}) })
  expect(await source.gateway()).toEqual(statusOf('own'))
  expect(source.gatewayContact()).toBeNull()
})
