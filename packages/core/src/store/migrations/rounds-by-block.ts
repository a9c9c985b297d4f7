const rounds = 'subnetkit.rounds'

/** Renames rounds in a table, in two passes: numbers of both kinds may be the same, and keys are checked row by row. */
const rename = (table: string, column: string, join: string): string[] => [
  `update subnetkit.${table} t set ${column} = -r.first_block - 1 from ${rounds} r where r.scope = t.scope and ${join}`,
  `update subnetkit.${table} set ${column} = -${column} - 1 where ${column} < 0`,
]

/** Rounds whose numbers differ, though they begin at the same block: the store went on with another length. */
const twins = `
  select a.scope, a.number from ${rounds} a join ${rounds} b
      on a.scope = b.scope and a.block = b.block and a.number <> b.number
   where (b.state = 'folded', b.number) > (a.state = 'folded', a.number)`

/** Key of a decision about weights, before and after. */
const oldKey = `'round-' || substring(o.id from '/round-([0-9]+)$')`
const newKey = `'round-' || r.first_block`

/**
 * Version 4: a round is named by its first block, whatever its length. Queries and answers have tables of their own, and
 * a validator states there what its workers need. Tasks of a round that was opened before are drawn under its old name.
 */
export const roundsByBlock: readonly string[] = [
  ...['receipts', 'answer_receipts'].map(
    (table) =>
      `delete from subnetkit.${table} t using (${twins}) w where t.scope = w.scope and t.round = w.number`,
  ),
  `delete from ${rounds} t using (${twins}) w where t.scope = w.scope and t.number = w.number`,

  `alter table ${rounds}
    add column drawn_as bigint,
    add column round_blocks bigint,
    add column closes_at bigint,
    add column version text,
    add column decided boolean not null default false`,
  `alter table ${rounds} rename column block to first_block`,
  `update ${rounds} r set drawn_as = number, round_blocks = coalesce(
     first_block / nullif(number, 0),
     (select max(first_block / number) from ${rounds} o where o.scope = r.scope and o.number > 0),
     1)`,
  `update ${rounds} set closes_at = first_block + 2 * round_blocks, decided = state in ('folded', 'skipped')`,

  `create table subnetkit.queries (
    scope text not null,
    round bigint not null,
    uid integer not null,
    hotkey text not null,
    registered_at bigint not null,
    axon text,
    state text not null default 'planned'
      check (state in ('planned', 'answered', 'scored', 'unasked', 'unscored')),
    reason text,
    primary key (scope, round, uid)
  )`,
  `insert into subnetkit.queries (scope, round, uid, hotkey, registered_at, axon, state)
    select r.scope, r.first_block, (m ->> 'uid')::integer, m ->> 'hotkey', (m ->> 'registeredAt')::bigint,
           nullif(m -> 'axon', 'null'::jsonb)::text, case r.state when 'planned' then 'planned' else 'scored' end
      from ${rounds} r, jsonb_array_elements(r.miners::jsonb) m
    on conflict do nothing`,
  `create table subnetkit.answers (
    scope text not null,
    round bigint not null,
    uid integer not null,
    task_id text not null,
    result text not null,
    form text check (form in ('wire', 'decoded')),
    output text,
    primary key (scope, round, uid, task_id)
  )`,
  `create table subnetkit.answer_parts (
    scope text not null,
    round bigint not null,
    uid integer not null,
    task_id text not null,
    part integer not null,
    chunk integer not null,
    data bytea not null,
    primary key (scope, round, uid, task_id, part, chunk)
  )`,
  `create table subnetkit.validators (
    scope text primary key,
    genesis text,
    netuid integer not null,
    mechanism integer not null,
    hotkey text not null,
    subnet text,
    version text,
    settings text,
    seen_at bigint
  )`,

  ...rename('receipts', 'round', 't.round = r.number'),
  ...rename('answer_receipts', 'round', 't.round = r.number'),
  ...rename('scores', 'last_round', 't.last_round = r.number'),
  `update subnetkit.outbox o
      set id = regexp_replace(o.id, '/round-[0-9]+$', '/' || ${newKey}),
          entry = replace(o.entry, '"key":"' || ${oldKey} || '"', '"key":"' || ${newKey} || '"')
     from ${rounds} r
    where r.scope = o.scope and r.number = substring(o.id from '/round-([0-9]+)$')::bigint`,
  `update ${rounds} set number = -first_block - 1`,
  `update ${rounds} set number = -number - 1`,
  `alter table ${rounds}
    drop column first_block,
    drop column miners,
    alter column drawn_as set not null,
    alter column round_blocks set not null,
    alter column closes_at set not null`,
]
