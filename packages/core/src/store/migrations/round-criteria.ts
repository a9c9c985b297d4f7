/** Version 8: what round criteria compare, and the verdicts that they were given. */
export const roundCriteria: readonly string[] = [
  'alter table subnetkit.receipts add column features text',
  `create table subnetkit.verdicts (
    scope text not null,
    round bigint not null,
    criterion text not null,
    compared text not null,
    key text not null,
    verdict text not null,
    primary key (scope, round, criterion, compared, key)
  )`,
]
