/** Consent of a key's owner, and questions of those who agreed that they are asked again. */
export const organicTables: readonly string[] = [
  `alter table subnetkit_gateway.keys add column organic text not null default 'off'`,
  `create table subnetkit_gateway.replays (
      id text primary key,
      key_id text not null,
      payer text not null,
      model text not null,
      view text not null,
      request text not null,
      prompt text not null,
      gist text not null,
      at bigint not null
    )`,
  'create index replays_due on subnetkit_gateway.replays (model, at)',
]
