import { blake2b256 } from '../codec/hash.js'
import { devnetError } from '../dev/error.js'

const NAME = 'subnetkit-devnet-state'
/** Raised whenever older files would be read wrongly. */
const VERSION = 1
const NEWLINE = 0x0a

/** File format: a line that identifies it, a line with the digest of the rest, the rest. */
export function wrap(payload: string): Buffer {
  const body = Buffer.from(payload)
  const digest = Buffer.from(blake2b256(body)).toString('hex')
  return Buffer.concat([Buffer.from(`${NAME} ${VERSION}\n${digest}\n`), body])
}

/** The payload of what {@link wrap} made. BAD_STATE_FILE for other files, other versions and damaged ones. */
export function unwrap(file: Uint8Array, path: string): string {
  const [first, afterFirst] = readLine(file, 0)
  const named = new RegExp(`^${NAME} ([0-9]{1,9})$`).exec(first)
  if (!named) throw refusal(path, 'is not a state file of a devnet')
  if (named[1] !== String(VERSION)) {
    throw refusal(path, `is a state file of format ${named[1]}; this devnet reads format ${VERSION}`)
  }
  const [digest, start] = readLine(file, afterFirst)
  const body = file.subarray(start)
  if (digest !== Buffer.from(blake2b256(body)).toString('hex')) {
    throw refusal(path, 'is damaged or was not written to its end')
  }
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
}

export function refusal(path: string, detail: string, cause?: unknown) {
  const fix = `Restore ${path} from a copy, or use another file to start a new chain.`
  return devnetError('BAD_STATE_FILE', { path, detail, fix }, cause === undefined ? undefined : { cause })
}

/** Longest line of a header, in bytes, with room to spare. */
const MAX_LINE = 100

function readLine(file: Uint8Array, from: number): [line: string, next: number] {
  const end = file.subarray(from, from + MAX_LINE).indexOf(NEWLINE)
  if (end < 0) return ['', from]
  return [Buffer.from(file.subarray(from, from + end)).toString('latin1'), from + end + 1]
}
