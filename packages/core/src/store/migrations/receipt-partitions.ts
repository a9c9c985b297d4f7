/** Rounds of one partition of the receipts, by their first blocks: three days. */
export const partitionBlocks = 21_600

/** Blocks of the partitions that come after the receipts of an older store: rounds under way end in those. */
const leeway = 2 * partitionBlocks

/**
 * Version 19: receipts in partitions by their rounds, which are dropped when no validator needs them, and rounds whose questions and answers
 * are no longer kept. The receipts that are there become the first partition as they are: they are read once, and not written.
 */
export const receiptPartitions: readonly string[] = [
  'alter table subnetkit.receipts rename to receipts_before',
  'alter table subnetkit.receipts_before rename constraint receipts_pkey to receipts_before_pkey',
  'create table subnetkit.receipts (like subnetkit.receipts_before including defaults including constraints) partition by range (round)',
  'alter table subnetkit.receipts add primary key (scope, round, hotkey, task_id)',
  'create table subnetkit.receipts_rest partition of subnetkit.receipts default',
  // The newest round of each scope is found in the index.
  `do $$ declare newest bigint; begin
    select max(of.round) into newest from subnetkit.scopes s,
      lateral (select max(r.round) as round from subnetkit.receipts_before r where r.scope = s.id) of;
    if newest is null then drop table subnetkit.receipts_before;
    else execute format('alter table subnetkit.receipts attach partition subnetkit.receipts_before for values from (minvalue) to (%s)',
      (greatest(newest, 0) / ${partitionBlocks} + 1) * ${partitionBlocks} + ${leeway}); end if; end $$`.replace(
    /\n\s*/g,
    ' ',
  ),
  // Newest round of which the scope keeps no receipts.
  'alter table subnetkit.scopes add column forgotten bigint not null default -1',
  'alter table subnetkit.rounds add column bodies_gone boolean not null default false',
]
