import { SubnetError } from '@subnetkit/base'
import { expect, it } from 'vitest'
import { toFailure } from './failure.js'

it('defect: an error at the command line named the option of a function', () => {
  const fix = 'Start the Redis, or correct redisUrl.'
  const error = new SubnetError({ code: 'QUEUE_UNAVAILABLE', message: 'no Redis', fix, details: {} })
  expect(toFailure(error).fix).toBe('Start the Redis, or correct --redis-url (redis.url).')
})
