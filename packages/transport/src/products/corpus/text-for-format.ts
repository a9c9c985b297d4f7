import type { Random } from '@subnetkit/core'

const two = (number: number) => String(number).padStart(2, '0')
const hex = (random: Random, digits: number) =>
  Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join('')
const day = (random: Random) =>
  `20${two(random.int(0, 99))}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`
const hour = (random: Random) => [23, 59, 59].map((most) => two(random.int(0, most))).join(':')

/** Texts of the formats of zod whose patterns cannot be sampled, or that have none. */
const formats: Readonly<Record<string, (random: Random) => string>> = {
  'date-time': (random) => `${day(random)}T${hour(random)}Z`,
  date: day,
  time: hour,
  duration: (random) => `P${random.int(1, 9)}DT${random.int(1, 23)}H`,
  email: (random) => `user${random.int(0, 999)}@example.com`,
  uri: (random) => `https://example.com/${hex(random, 6)}`,
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  hostname: (random) => `host${random.int(0, 999)}.example.com`,
  ipv4: (random) => `203.0.113.${random.int(0, 255)}`,
  ipv6: (random) => `2001:db8::${hex(random, 4)}`,
  cidrv6: (random) => `2001:db8:${hex(random, 4)}::/48`,
  base64: (random) => Buffer.from(hex(random, 8)).toString('base64'),
  base64url: (random) => Buffer.from(hex(random, 8)).toString('base64url'),
  jwt: (random) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return [part({ alg: 'HS256', typ: 'JWT' }), part({ n: random.int(0, 999) }), 'AAAA'].join('.')
  },
  emoji: (random) => random.pick(['🚀', '🌊', '🍐']),
}

/** A text of a format, or null for a format that its pattern describes. */
export function textForFormat(format: unknown, random: Random): string | null {
  return typeof format === 'string' && Object.hasOwn(formats, format)
    ? (formats[format]?.(random) ?? null)
    : null
}
