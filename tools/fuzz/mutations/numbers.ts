import { type Change, pick } from './mutation.js'

const numbers: Change[] = [
  (value) => `+${value}`,
  (value) => `-${value}`,
  (value) => `0${value}`,
  (value) => `000${value}`,
  (value) => `0x${BigInt(value).toString(16)}`,
  (value) => `0b${BigInt(value).toString(2)}`,
  (value) => `${value[0]}.${value.slice(1)}e${value.length - 1}`,
  (value) => `${value}e0`,
  (value) => `${value}.0`,
  (value) => `${value}.`,
  (value) => `${value}n`,
  (value) => value.replace(/^./, '$&_'),
  (value) => value.replace(/\B(?=(\d{3})+$)/g, ','),
  (value) => [...value].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join(''),
  (value, { n }) => `${BigInt(value) + 1n + BigInt(n)}`,
  (value, { n }) => `${BigInt(value) - 1n - BigInt(n)}`,
  (value) => `${BigInt(value) + 2n ** 64n}`,
  (value) => `${BigInt(value) + 2n ** 53n}`,
  (value) => `${Number(value) + 512}`,
  () => '0',
  () => 'NaN',
  () => 'Infinity',
  () => '9'.repeat(400),
]
/** Other mutations may have left no number. */
const onNumber =
  (change: Change): Change =>
  (value, noise) =>
    /^[0-9]+$/.test(value) && value.length < 30 ? change(value, noise) : value

/** Writes a number in a form that other parsers take, or makes it another one. */
export const otherNumber: Change = (value, noise) => onNumber(pick(numbers, noise.n))(value, noise)
