/**
 * Version 5: the neurons of the metagraph last seen, so that a hotkey that was swapped while no validator ran is found,
 * and the swaps of which receipts name the former hotkey.
 */
export const hotkeySwaps: readonly string[] = [
  'alter table subnetkit.validators add column metagraph_block bigint',
  `create table subnetkit.neurons (
    scope text not null,
    uid integer not null,
    hotkey text not null,
    coldkey text not null,
    registered_at bigint not null,
    primary key (scope, uid)
  )`,
  `create table subnetkit.swaps (
    scope text not null,
    hotkey text not null,
    registered_at bigint not null,
    successor text not null,
    block bigint not null,
    primary key (scope, hotkey, registered_at)
  )`,
]
