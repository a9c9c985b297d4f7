/** Secrets of the gateways that share a store, and pictures behind signed links. */
export const pictureTables: readonly string[] = [
  `create table subnetkit_gateway.secrets (
    name text primary key,
    value bytea not null
  )`,
  `create table subnetkit_gateway.pictures (
    name text primary key,
    media_type text not null,
    data bytea not null,
    expires_at bigint not null
  )`,
  'create index pictures_expiry on subnetkit_gateway.pictures (expires_at)',
]
