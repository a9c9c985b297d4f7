import type { LogRecord } from './record.js'

const longestMessage = 1_000
const longestStack = 4_000

/** Formats a record as one line: time, level, source, sentence. A stack follows on separate lines. */
export function formatRecord({ time, level, source, message, error }: LogRecord): string {
  const line = `${new Date(time).toISOString()} ${level.toUpperCase().padEnd(5)} ${source}: ${printable(message, longestMessage)}`
  return error === undefined ? line : `${line}\n${stackOf(error)}`
}

/** Escapes control characters and bidirectional marks, so that text from others cannot forge a line of the log. */
function printable(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function stackOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text
    .slice(0, longestStack)
    .split('\n')
    .map((line) => `    ${printable(line.trim(), longestMessage)}`)
    .join('\n')
}
