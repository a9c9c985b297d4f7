import { z } from 'zod'

/** Roles that an update replaces. */
export const updatedRoles = ['validator', 'coordinator', 'worker'] as const

const hash = z.string().regex(/^[\da-f]{64}$/, 'must be 64 hexadecimal digits')
const version = z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}([-+][\w.+-]{1,64})?$/, 'must be a version')

/** Release that a channel points at: a package that `subnet package` has made. */
export const releaseSchema = z.strictObject({
  name: z.string().min(1).max(214),
  version,
  role: z.enum(updatedRoles),
  /** The subnet with the version of its rubric, which is its version key. */
  subnet: z.strictObject({ name: z.string().max(200), version: z.number() }),
  sha256: hash,
  /** Size of the file. */
  bytes: z.int().min(1),
  url: z.url().max(2_000),
  /** Version of the store that it writes, and the oldest version that can read what it writes. */
  store: z.strictObject({ version: z.int().min(1), readableBy: z.int().min(1) }),
  /** Oldest version that may be updated to it; null for any. */
  from: version.nullable(),
})

/** Content of a channel file, which the owner of a subnet signs. */
export const channelSchema = z.strictObject({
  format: z.literal('subnetkit-channel/1'),
  /** Name of the channel, such as `stable`. */
  channel: z.string().regex(/^[a-z\d][a-z\d.-]{0,39}$/, 'must be a short name in lower case'),
  /** Never falls. */
  sequence: z.int().min(1),
  issued: z.iso.datetime(),
  expires: z.iso.datetime(),
  release: releaseSchema,
})

export const signedChannelSchema = channelSchema.extend({
  /** Signature (sr25519) of {@link signedBytes}, in hex. */
  signature: z.string().regex(/^0x[\da-f]{128}$/, 'must be 0x and 128 hexadecimal digits'),
})

/** A file that names the newest release of a subnet. */
export type Channel = z.output<typeof channelSchema>
export type SignedChannel = z.output<typeof signedChannelSchema>
export type Release = z.output<typeof releaseSchema>

/** First line of what is signed: a signature for anything else is none for a channel. */
const domain = 'subnetkit-channel/1'

/** Bytes that are signed: the domain, then the channel as JSON with sorted keys and no blanks. */
export const signedBytes = (channel: Channel): Uint8Array =>
  new TextEncoder().encode(`${domain}\n${sortedJson(channelSchema.parse(channel))}`)

/** A channel as it stands in its file. */
export const channelText = (channel: SignedChannel): string => `${JSON.stringify(channel, null, 2)}\n`

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${sortedJson(part)}`)
  return `{${parts.join(',')}}`
}
