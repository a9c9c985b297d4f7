import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'

/** A picture as a file. */
export interface Picture {
  readonly data: Uint8Array
  readonly mediaType: string
}

/** Pictures behind signed links, for an hour. */
export interface Pictures {
  /** Keeps pictures; returns the path and query of each. */
  keep(pictures: readonly Picture[]): Promise<readonly string[]>
  /** The picture of a link; null for one that is forged, expired or gone. */
  find(name: string, query: URLSearchParams): Promise<Picture | null>
  /** Forgets those that have expired. */
  sweep(): Promise<void>
}

const lifeMs = 3_600_000
/** Bytes of all pictures that are kept; beyond that the oldest go. */
const mostBytes = 268_435_456

/** Path of a link, before the name of the picture. */
export const picturesPath = '/v1/images/files/'

const extensions: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
}

export function createPictures({
  database,
  clock,
}: {
  readonly database: Database
  readonly clock: Pick<Clock, 'date'>
}): Pictures {
  let secret: Promise<Uint8Array> | undefined
  /** One secret for all gateways that share the store, so that a link holds at any of them. */
  async function openSecret(): Promise<Uint8Array> {
    await database.query(
      `insert into subnetkit_gateway.secrets (name, value) values ('links', $1) on conflict do nothing`,
      [randomBytes(32)],
    )
    const [row] = await database.query<{ value: Uint8Array }>(
      `select value from subnetkit_gateway.secrets where name = 'links'`,
    )
    return row!.value
  }
  async function sign(name: string, expires: string): Promise<Buffer> {
    secret ??= openSecret().catch((error: unknown) => {
      secret = undefined
      throw error
    })
    return createHmac('sha256', await secret)
      .update(`${name}\n${expires}`)
      .digest()
      .subarray(0, 24)
  }

  return {
    async keep(pictures) {
      const expires = String(clock.date() + lifeMs)
      const named = pictures.map((picture) => ({
        ...picture,
        name: `${randomBytes(16).toString('hex')}.${extensions[picture.mediaType] ?? 'bin'}`,
      }))
      for (const { name, mediaType, data } of named)
        await database.query(
          `insert into subnetkit_gateway.pictures (name, media_type, data, expires_at) values ($1, $2, $3, $4)`,
          [name, mediaType, data, expires],
        )
      await database.query(
        `delete from subnetkit_gateway.pictures where name in (
          select name from (
            select name, sum(octet_length(data)) over (order by expires_at desc, name) as total
            from subnetkit_gateway.pictures
          ) as sums where total > $1
        )`,
        [mostBytes],
      )
      return Promise.all(
        named.map(async ({ name }) => {
          const signature = (await sign(name, expires)).toString('base64url')
          return `${picturesPath}${name}?expires=${expires}&signature=${signature}`
        }),
      )
    },
    async find(name, query) {
      const expires = query.get('expires') ?? ''
      const given = Buffer.from(query.get('signature') ?? '', 'base64url')
      const own = await sign(name, expires)
      if (given.length !== own.length || !timingSafeEqual(given, own) || clock.date() >= Number(expires))
        return null
      const [row] = await database.query<{ data: Uint8Array; mediaType: string }>(
        `select data, media_type as "mediaType" from subnetkit_gateway.pictures where name = $1`,
        [name],
      )
      return row ?? null
    },
    async sweep() {
      await database.query('delete from subnetkit_gateway.pictures where expires_at <= $1', [clock.date()])
    },
  }
}
