import { showValue } from './show-value.js'
import { type ErrorDescriptor, SubnetError } from './subnet-error.js'
import { placeholdersOf } from './template.js'

type Values = Readonly<Record<string, unknown>>

/** Refuses a catalogue whose errors could not be shown. Throws CONFIG_INVALID with the code and the field. */
export function checkCatalogue(catalogue: unknown): void {
  if (!isObject(catalogue)) throw invalid('catalogue', catalogue, 'an object of errors by their codes')
  for (const [code, descriptor] of Object.entries(catalogue)) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) {
      throw invalid('code', code, 'a code in capitals, such as MODEL_INVALID')
    }
    checkDescriptor(code, descriptor)
  }
}

const fields: Readonly<Record<keyof ErrorDescriptor, readonly [(value: unknown) => boolean, string]>> = {
  message: [isText, 'a text that is not empty'],
  fix: [isText, 'a text that is not empty'],
  transient: [
    (value) => value === undefined || typeof value === 'boolean' || typeof value === 'function',
    'true, false or a function of the details',
  ],
  status: [
    (value) =>
      value === undefined || (Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599),
    'an HTTP status from 400 to 599',
  ],
}

function checkDescriptor(code: string, descriptor: unknown): void {
  if (!isObject(descriptor)) throw invalid(code, descriptor, 'an object with a message and a fix')
  for (const [name, [check, expected]] of Object.entries(fields)) {
    if (!check(descriptor[name])) throw invalid(`${code}.${name}`, descriptor[name], expected)
  }
  const unknown = Object.keys(descriptor).find((name) => !Object.hasOwn(fields, name))
  if (unknown !== undefined) throw invalid(code, unknown, `one of ${Object.keys(fields).join(', ')}`)
}

/** Returns the descriptor of a code. Throws CONFIG_INVALID for a code that the catalogue does not hold. */
export function descriptorOf(
  catalogue: Readonly<Record<string, ErrorDescriptor>>,
  code: string,
): ErrorDescriptor {
  const descriptor = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined
  if (descriptor === undefined) throw invalid('code', code, `one of ${Object.keys(catalogue).join(', ')}`)
  return descriptor
}

/** Refuses details that leave a placeholder open. Throws CONFIG_INVALID with its name. */
export function checkDetails(code: string, { message, fix }: ErrorDescriptor, details: unknown): void {
  if (!isObject(details)) throw invalid(`${code} details`, details, 'an object')
  for (const name of placeholdersOf(message + fix)) {
    if (!Object.hasOwn(details, name) || details[name] === undefined) {
      throw invalid(`${code} detail ${name}`, undefined, 'a text, a number or a bigint')
    }
  }
}

/** Made by hand: the catalogue of CONFIG_INVALID is itself checked here. */
function invalid(place: string, given: unknown, expected: string): SubnetError {
  const at = `defineErrors ${place}`
  const detail = `${showValue(given)} is not ${expected}`
  const fix = `Set ${at} to ${expected}.`
  const details = { place: at, detail, fix }
  return new SubnetError({ code: 'CONFIG_INVALID', message: `${at}: ${detail}`, fix, details })
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
