import { walletError } from '../errors.js'

const leastCharacters = 6
const leastDistinct = 4
/** From here on a sentence of small letters will do. */
const longEnough = 16
const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u]

/** Throws PASSWORD_WEAK for a new password that is too weak; the error gives the reason without repeating it. */
export function checkPassword(password: string): void {
  const characters = [...password]
  const distinct = new Set(characters).size
  if (characters.length < leastCharacters) {
    throw weak(`it has ${characters.length} characters; at least ${leastCharacters} are required`)
  }
  if (distinct < leastDistinct) {
    throw weak(`it has ${distinct} different characters; at least ${leastDistinct} are required`)
  }
  const found = kinds.filter((kind) => kind.test(password)).length
  if (found < 2 && characters.length < longEnough) {
    throw weak(`it has only one kind of character and fewer than ${longEnough} of them`)
  }
}

const weak = (detail: string) => walletError('PASSWORD_WEAK', { detail })
