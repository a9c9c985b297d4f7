import { defineErrors } from '@subnetkit/base'

/** Failures of rounds, queues and scores. */
export const coreError = defineErrors({
  SCORE_OUT_OF_RANGE: {
    message: '{part} returned {value}, which is not a number from 0 to 1',
    fix: 'Clamp the result of {part} to [0, 1] and never return NaN.',
  },
  SCOREBOARD_BROKEN: {
    message: 'the scoreboard {policy} failed: {detail}',
    fix: 'Make {policy} return states of at most 4096 bytes of JSON, and scores from 0 to 1.',
  },
  SCOREBOARD_CHANGED: {
    message: 'the scores in the store are those of the scoreboard {from}, and the subnet has {to} now',
    fix: "Set onScoreboardChange of the incentive to 'continue', 'restart' or a function, or go back to {from}.",
  },
  SCORES_NEWER: {
    message: 'the scores in the store are those of version {found} of the subnet, and this is version {own}',
    fix: 'Run version {found} of the subnet or a newer one. To go back to an older scoring, release it under a higher version.',
  },
  STOPPING: {
    message: 'the {role} stops before this is over',
    fix: 'Start the {role} again: what is left is repeated then.',
  },
  ANSWER_MALFORMED: {
    message: 'the response of {synapse} does not match its schema: {detail}',
    fix: 'Return what the output schema of {synapse} takes: a round counts this response as malformed and scores it 0.',
  },
  VALUE_NOT_CARRIED: {
    message: '{place}: the wire cannot carry {what}',
    fix: 'Send a text or a number in its place, or use bigint(), date() or encoded() in the schema.',
  },
  CHECKER_FAILED: {
    message: '{part} threw on an answer: {detail}',
    fix: 'Make {part} handle every answer that the output schema accepts.',
  },
  COMPARE_FAILED: {
    message: '{part} failed on the answers of {group}: {detail}',
    fix: 'Make {part} handle every group of answers, or refuse in its feature what it cannot compare: until then it is left out where it fails.',
  },
  COMPARE_INCOMPLETE: {
    message: '{part} compared the answers of {group} in part: {detail}',
    fix: 'Check what {part} depends on, such as its judge, and which features it is made for: the receipts say what it did not compare.',
  },
  NOT_YET: {
    message: '{part} has nothing to score yet: {detail}',
    fix: 'Wait: this is no error. The miner is neither paid nor charged for this answer.',
  },
  TOO_FEW_PEERS: {
    message: '{peers} other miners answered in {group}, and {part} needs {needed}',
    fix: 'Sample more miners in a round, or lower minPeers of {part}: without enough peers it is left out.',
  },
  NOT_CHECKED: {
    message: '{part} was not checked: {detail}',
    fix: 'Restore what {part} needs: until then it is left out by name, an answer that needs it counts for nobody, and no miner is charged.',
  },
  OBSERVE_FAILED: {
    message: 'observe of the task source failed for round {round}: {detail}',
    fix: 'Check the sources that observe reads, and that it returns at most 1 MiB of JSON: round {round} is planned again until the next one begins.',
    transient: true,
  },
  ROUND_SECRET_MISMATCH: {
    message: 'the secret of round {round} does not match its published hash',
    fix: 'Do not trust the tasks or scores of round {round}: it cannot be audited.',
  },
  RECORDS_INVALID: {
    message: '{place}: {detail}',
    fix: 'Do not rely on this file: ask the validator for the records of the round again, and compare its hash with what it had before.',
  },
  PROPOSAL_INVALID: {
    message: '{place} is not a proposal: {detail}',
    fix: 'Correct it, or ask its proposer for the file again: docs/governance.md has the format.',
  },
  PROPOSAL_MISMATCH: {
    message: '{place} is not proposal {expected}: its hash is {hash}',
    fix: 'Do not vote on this file: ask the proposer for the text of {expected}.',
  },
  PROPOSAL_ELSEWHERE: {
    message: 'proposal {hash} is for {found}, and not for {expected}',
    fix: 'Choose the network and the subnet of the proposal with --network and --netuid.',
  },
  PROPOSAL_CLOSED: {
    message: 'proposal {hash} counts votes at block {tallyAt}, and the chain is at block {head}',
    fix: 'Read its result with subnet proposals, or make a new proposal with a later block.',
  },
  PROPOSAL_UNPUBLISHED: {
    message: 'the commitment of hotkey {proposer} does not hold proposal {hash}',
    fix: 'Ask the proposer to publish it with subnet propose: a vote on it would not count.',
  },
  BALLOT_FULL: {
    message: 'the commitment of hotkey {hotkey} holds {held} {what}, and has no room for another',
    fix: '{fix}',
  },
  MINER_UNKNOWN: {
    message: 'none of the {miners} miners that this validator sees registered is {miner}',
    fix: 'Give the hotkey or the uid of a registered miner.',
  },
  ROUND_NOT_KEPT: {
    message: 'the store has no folded round {round}',
    fix: 'Choose a round that is kept: the log of the validator names each that it scores, and a file of subnet receipts export has all of them. Raise keepRounds to keep more.',
  },
  RECORDS_UNPROVEN: {
    message: '{place}: {detail}',
    fix: '{fix}',
  },
  NOBODY_REACHED: {
    message: 'round {round} counts for nobody: none of its {miners} miners could be reached ({detail})',
    fix: 'Check the network connection and the firewall of this validator; on a private network, set allowPrivateAddresses.',
    transient: true,
  },
  REFUSED_BY_ALL: {
    message: 'round {round} counts for nobody: all of its {miners} miners refused this validator ({detail})',
    fix: 'Run `subnet doctor`: check that the hotkey has its validator permit and that the clock is right.',
    transient: true,
  },
  ROUND_PARTLY_VOID: {
    message:
      'round {round} counts only where miners answered: {failed} of its {miners} miners failed for a cause on this side ({detail})',
    fix: 'Run `subnet doctor`: check the network connection, the clock and the validator permit.',
    transient: true,
  },
  NOTHING_ASKED: {
    message: 'round {round} counts for nobody: no question could be sent to its {miners} miners ({detail})',
    fix: 'Resolve {cause} on this validator; the receipts of round {round} hold the details.',
  },
  CHAIN_WENT_BACK: {
    message: 'the chain is at block {head}, but the store has a round that began at block {round}',
    fix: 'Wait until the node has caught up. If this is a new chain, such as a local one that was started again, use another directory or database.',
  },
  CHAIN_DIFFERS: {
    message:
      'the store belongs to the chain with genesis {expected}, and the validator is connected to {actual}',
    fix: 'Connect to the chain of the store, or use another directory or database.',
  },
  SUBNET_DIFFERS: {
    message: 'this worker runs {own}, but its coordinator runs {other}',
    fix: 'Install the same version of the subnet on every machine.',
  },
  ROUND_VERSION_DIFFERS: {
    message: 'round {round} was planned by {other}, and this worker runs {own}',
    fix: 'Wait: the round ends by itself, and miners that are not scored keep their scores. To complete it, run a worker with {other} until then.',
    transient: true,
  },
  SHADOW_FAILED: {
    message:
      'in the shadow, version {version} failed on {failed} of {answers} answers of round {round}: {detail}',
    fix: 'Fix the rubric of version {version} before it is activated. The active scores are what they were.',
  },
  ACTIVATION_BEHIND: {
    message:
      'the owner of the subnet has activated version {version} of the package sha256:{hash} from block {block} on, and this validator runs {own}',
    fix: 'Update to the package sha256:{hash}. Until then rounds are scored by version {scoring}.',
  },
  VERSIONS_MIXED: {
    message: 'this coordinator runs {own}, and another one of the same validator runs {other}',
    fix: 'Stop the coordinator of the older version; until then each leaves the rounds of the other to workers of that version.',
  },
  ANSWERS_FULL: {
    message:
      '{bytes} bytes of answers wait to be scored, and maxAnswerBytes is {limit}: no miner is asked until some are scored',
    fix: 'Start more workers that score, or raise maxAnswerBytes of the coordinator; miners that are not asked in time keep their scores.',
    transient: true,
  },
  ROUND_TOO_SHORT: {
    message:
      'a miner that takes its full deadlines needs {needMs} ms for {tasks} tasks, {tasksAtOnce} at once, and a round of {roundBlocks} blocks takes {roundMs} ms',
    fix: 'Set {remedy}, or give a miner fewer tasks or shorter deadlines: what is not asked in time counts for no miner.',
  },
  BUDGET_TOO_SMALL: {
    message: 'round {round} asks no miner, because its budget is too small for any: {detail}',
    fix: 'Raise the limits in budgets, or lower its tasksPerMiner.',
  },
  STORE_CORRUPT: {
    message: 'the store at {place} cannot be read: {detail}',
    fix: 'Stop the validator, keep a copy of {place}, and restore the latest backup. Without a backup, start with another directory: scores begin empty, and the copy can still be inspected.',
  },
  STORE_STOPPED: {
    message: 'the embedded database at {place} stopped: {detail}',
    fix: 'Check the disk of {place} and the memory of this machine if this repeats: the database is opened again within seconds.',
    transient: true,
  },
  STORE_NEWER: {
    message:
      'the store at {place} was written by a newer version: its schema has version {found}, this one knows {known}',
    fix: 'Run the version of subnetkit that wrote the store at {place}, or a newer one; nothing was changed there.',
  },
  LEASE_HELD: {
    message:
      'another store, {holder}, holds the lease of {hotkey} on subnet {netuid} through block {through}, as of the final block {block}',
    fix: 'Stop the validator of the other store and run subnet lease release there, or wait for block {freeFrom}: until then nothing is signed here.',
  },
  LEASE_RELEASED: {
    message:
      'this store has no part in the lease of {hotkey} on subnet {netuid}: it was released, or restored from a backup',
    fix: 'Run subnet lease take to validate from this store: it claims the lease once no other store holds it. Until then nothing is signed here.',
  },
  LEASE_NOT_HELD: {
    message: 'nothing is signed for {hotkey} on subnet {netuid}: {detail}',
    fix: 'Wait: the lease is claimed or renewed with the next blocks. If it does not end, check that blocks become final and that the commitment has space (subnet lease status).',
    transient: true,
  },
  LEASE_UNSETTLED: {
    message:
      'this store signs nothing any more for {hotkey} on subnet {netuid}, but extrinsics of the hotkey that were sent before ({open}) are not final as of block {block}: a claim of the lease may be among them',
    fix: 'Run subnet lease release again in a minute: it shortens the lease once they are final. Without it, the lease of this store ends by itself.',
    transient: true,
  },
  STORE_NOT_EMPTY: {
    message: 'the store at {place} is not empty: it has rows in {tables}',
    fix: 'Restore into an empty directory or database: nothing was changed in {place}.',
  },
  STORE_HALF_RESTORED: {
    message:
      'the store at {place} holds a part of a backup only: a restore that began at {began} has not ended',
    fix: 'Run subnet restore again for {place} with the file of the backup: it begins from the start.',
  },
  STORE_OUTDATED: {
    message: 'the store at {place} has version {found} of its schema, and a backup needs {needed} or newer',
    fix: 'Start the validator once with this version of subnetkit, which brings its store up to date, and repeat the backup.',
  },
  STORE_UNKNOWN: {
    message: 'the store at {place} has no validator {hotkey} of subnet {netuid}',
    fix: 'Name the hotkey and the subnet of the validator, and the store that it runs with.',
  },
  BACKUP_INVALID: {
    message: '{path} is no whole backup: {detail}',
    fix: 'Use another copy of the backup: nothing was changed.',
  },
  BACKUP_NEWER: {
    message: '{path} was written by a newer version: its {what} is {found}, and this version knows {known}',
    fix: 'Restore it with the version of subnetkit that wrote it, or a newer one.',
  },
  BACKUP_OUTDATED: {
    message:
      '{path} was written by subnetkit {writtenBy}: its store has version {found}, and this version restores {needed} or newer',
    fix: 'Restore it with subnetkit {writtenBy}, start its validator once with a version between, and back its store up again.',
  },
  BACKUP_ELSEWHERE: {
    message: '{path} is the backup of {found}, and not of {expected}',
    fix: 'Choose the backup of this validator, or the network, subnet and hotkey of the backup.',
  },
  STORE_BUSY: {
    message: 'the store at {place} is in use by process {pid} on {host}',
    fix: 'Stop process {pid} on {host}: one process validates for a hotkey in a directory. Give validators of other hotkeys directories of their own; to share the work of one, run subnet coordinator and subnet worker.',
  },
  DRIVER_MISSING: {
    message: 'the package pg, which connects to PostgreSQL, is not installed',
    fix: 'Install pg: run `npm install pg`.',
  },
  DATABASE_UNREACHABLE: {
    message: 'the PostgreSQL server at {place} is unreachable: {detail}',
    fix: 'Start PostgreSQL at {place}, or correct the host and the port in the URL of the database.',
    transient: true,
  },
  DATABASE_LOST: {
    message: 'the connection to PostgreSQL at {place} was lost: {detail}',
    fix: 'Check that PostgreSQL at {place} runs and that the network to it is stable; the step is safe to repeat.',
    transient: true,
  },
  DATABASE_SLOW: {
    message: 'the PostgreSQL server at {place} did not answer in time: {detail}',
    fix: 'Check the load of PostgreSQL at {place}, or raise statementMs, connectMs or maxConnections.',
    transient: true,
  },
  DATABASE_LOGIN_REFUSED: {
    message: 'the PostgreSQL server at {place} refuses the user {user}: {detail}',
    fix: 'Correct the user and the password in the URL of the database, or the rules in pg_hba.conf on the server.',
  },
  DATABASE_MISSING: {
    message: 'the PostgreSQL server at {place} has no database {database}',
    fix: 'Create it with `createdb {database}` on the server, or correct its name in the URL.',
  },
  DATABASE_TLS_FAILED: {
    message: 'the connection to PostgreSQL at {place} cannot be encrypted: {detail}',
    fix: 'Turn TLS on at the server, and name the file of its certificate authority with sslrootcert in the URL of the database.',
  },
  DATABASE_DENIED: {
    message: 'the PostgreSQL server at {place} denies the user {user} what the store needs: {detail}',
    fix: 'Grant it on the server: grant create on database {database} to {user}.',
  },
  DATABASE_READ_ONLY: {
    message: 'the PostgreSQL server at {place} is read-only: {detail}',
    fix: 'Set the URL of the database to its primary server; {place} is a standby or read-only.',
  },
  DATABASE_OUTDATED: {
    message: 'the PostgreSQL server at {place} is too old: version {found}',
    fix: 'Upgrade it to PostgreSQL {needed} or newer.',
  },
  QUEUE_UNAVAILABLE: {
    message: 'the queue backend {backend} is unreachable: {detail}',
    fix: 'Start the Redis at {backend} or correct redisUrl; a coordinator and its workers need the same one.',
    transient: true,
  },
  QUEUE_FULL: {
    message: 'the Redis at {backend} is full: {detail}',
    fix: 'Raise maxmemory of the Redis at {backend}; jobs wait until it takes writes again.',
    transient: true,
  },
  QUEUE_UNSAVED: {
    message: 'the Redis at {backend} takes no writes because it cannot save them: {detail}',
    fix: 'Free disk space for the Redis at {backend} and see its log; jobs wait until it can save again.',
    transient: true,
  },
  QUEUE_READ_ONLY: {
    message: 'the Redis at {backend} is a read-only replica',
    fix: 'Set redisUrl to the address of the master, or to one that follows it after a failover.',
    transient: true,
  },
  QUEUE_LOGIN_REFUSED: {
    message: 'the Redis at {backend} refuses the user or password of redisUrl: {detail}',
    fix: 'Correct the user and password in redisUrl.',
  },
  QUEUE_NOT_PERMITTED: {
    message: 'the Redis at {backend} does not permit its user what the queues need: {detail}',
    fix: 'Grant the user of redisUrl the commands and keys that docs/validator.md lists under "Queue".',
  },
  QUEUE_CERTIFICATE_UNTRUSTED: {
    message: 'the certificate of the Redis at {backend} is not trusted: {detail}',
    fix: 'Set NODE_EXTRA_CA_CERTS to the certificate of the authority that signed it.',
  },
  QUEUE_EVICTS: {
    message: 'the Redis at {backend} may evict jobs: its maxmemory-policy is {policy}',
    fix: 'Set maxmemory-policy noeviction on the Redis at {backend}.',
  },
  QUEUE_TOO_OLD: {
    message: 'the Redis at {backend} has version {version}; the queues need 6.2 or newer',
    fix: 'Upgrade the Redis at {backend} to 6.2 or newer.',
  },
  QUEUE_CLUSTERED: {
    message: 'the Redis at {backend} is a node of a cluster',
    fix: 'Write redis+cluster:// instead of redis:// in redisUrl, with any node of the cluster.',
  },
  QUEUE_ELSEWHERE: {
    message: 'the jobs of the coordinator are on {server}, and this worker knows {names}',
    fix: 'Give the worker the same list of Redis servers as the coordinator, in redisUrl and drainingUrls.',
  },
  JOB_LOCK_LOST: {
    message: 'this process lost jobs of {queue} to other workers: it gave no sign of life for {lockMs} ms',
    fix: 'Move work that blocks the process for seconds out of it, or raise lockMs; the jobs run again.',
  },
  JOB_STALLED: {
    message: 'job {job} of {queue} was given up: its workers died or froze too often',
    fix: 'Look for what ends the process while job {job} runs, such as the memory that scoring takes.',
  },
})
