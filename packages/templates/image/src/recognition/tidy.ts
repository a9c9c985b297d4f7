/** Digits as the letters that they look like. */
const letterOf = new Map(
  Object.entries({ 0: 'o', 1: 'l', 2: 'z', 3: 'e', 4: 'a', 5: 's', 6: 'b', 7: 't', 8: 'b', 9: 'g' }),
)
/** Letters and signs as the digits that they look like: each digit is followed by its own. */
const digitOf = new Map(
  ['0OoDQ', '1lIi/|!', '2Zz', '4A', '5Ss', '6Gb', '7T', '8B', '9qg'].flatMap((alike) =>
    [...alike.slice(1)].map((sign) => [sign, alike.charAt(0)] as const),
  ),
)

/**
 * Repairs what recognisers get wrong most often: letters in a number, digits in a word, and no space between a word and a
 * number. It knows that a line has words and numbers, and nothing of the words.
 */
export function tidy(text: string): string {
  return text
    .replace(/(\p{L}{3})(\d{2})/gu, '$1 $2')
    .replace(/(\d{2})(\p{L}{3})/gu, '$1 $2')
    .split(/\s+/)
    .filter((token) => token !== '')
    .map(tidyToken)
    .join(' ')
}

function tidyToken(token: string): string {
  const digits = count(token, /\d/g)
  if (digits === 0) return token
  if (2 * digits >= token.length) return [...token].map((one) => digitOf.get(one) ?? one).join('')
  const isUpper = count(token, /\p{Lu}/gu) > count(token, /\p{Ll}/gu)
  return [...token]
    .map((one, at) => {
      const letter = letterOf.get(one)
      if (letter === undefined) return one
      return isUpper || at === 0 ? letter.toUpperCase() : letter
    })
    .join('')
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0
