/** Version 16: the number of tasks that a miner was not sent before its round was over. */
export const neverAsked: readonly string[] = [
  'alter table subnetkit.queries add column never_asked integer not null default 0',
]
