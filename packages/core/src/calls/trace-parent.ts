import { randomBytes } from 'node:crypto'

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Returns true for a W3C trace context of version 00. */
export const isTraceParent = (text: string): boolean => form.test(text)

/** A trace of its own. It is sampled, since somebody asked for it. */
export const newTrace = (): string =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`

/** The next span of a trace. */
export const childTrace = (parent: string): string =>
  `${parent.slice(0, 36)}${randomBytes(8).toString('hex')}${parent.slice(52)}`
