import { RpcError, responseTooLarge } from './errors.js'

/**
 * Counts the characters of an answer while it is made, and refuses it once it is longer than the limit: a few requests could ask for
 * more than fits into memory.
 */
export function createAllowance(limit: number): (characters: number) => void {
  let left = limit
  return (characters) => {
    left -= characters
    if (left >= 0) return
    const { code, message, data } = responseTooLarge(limit)
    throw new RpcError(code, message, data)
  }
}
