import { statedMark } from '../stated-hash.js'

/** Tables with a scope. */
const tables = [
  ...['scores', 'rounds', 'receipts', 'outbox', 'answer_receipts', 'queries', 'answers', 'answer_parts'],
  ...[
    'validators',
    'neurons',
    'swaps',
    'verdicts',
    'round_scores',
    'shadow_scores',
    'shadow_parts',
    'observations',
  ],
]

/** Expression of the id of a scope, with all names written out: `using` takes no subquery. */
const idOfScope = `(select 'case scope ' || coalesce(string_agg(format('when %L then %s', name, id), ' '), 'when null then 0')
  || ' end' from subnetkit.scopes)`

/** Rewrites a table once, with numbers for the names of scopes, and further changes. */
const rewrite = (table: string, changes = ''): string =>
  `do $$ begin execute 'alter table subnetkit.${table} alter column scope type integer using ' || ${idOfScope} || '${changes}'; end $$`

/**
 * A hash is kept as its bytes. Any other text, which a client of one's own has stated, is kept as a text that is marked: the records of a sealed
 * round have it, and without it a replay would not lead to the root.
 */
const asBytes = (column: string) =>
  `, alter column ${column} type bytea using case when ${column} ~ ''^([0-9a-f]{2})*$'' then decode(${column}, ''hex'') else convert_to(''${statedMark}'' || ${column}, ''UTF8'') end`

/**
 * Version 15: scopes by number, and the hashes of receipts as bytes: names and hex digits took 600 bytes of a receipt and its index.
 */
export const scopeIds: readonly string[] = [
  'create table subnetkit.scopes (id integer primary key, name text not null unique)',
  `insert into subnetkit.scopes (id, name) select row_number() over (order by name), name
     from (${tables.map((table) => `select scope as name from subnetkit.${table}`).join(' union ')}) known`,
  ...tables.filter((table) => table !== 'receipts').map((table) => rewrite(table)),
  rewrite(
    'receipts',
    `, drop column folded${['answer_hash', 'request_hash', 'body_hash'].map(asBytes).join('')}`,
  ),
]
