import { describe, expect, it } from 'vitest'
import { withDeadline } from './deadline.js'

describe('withDeadline', () => {
  it('gives the result, the failure, or the error of being late', async () => {
    const late = () => new Error('late')
    await expect(withDeadline(Promise.resolve(1), 1_000, late)).resolves.toBe(1)
    await expect(withDeadline(Promise.reject(new Error('own')), 1_000, late)).rejects.toThrow('own')
    await expect(withDeadline(new Promise(() => undefined), 5, late)).rejects.toThrow('late')
  })
})
