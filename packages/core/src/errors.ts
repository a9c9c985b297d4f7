import { defineErrors } from '@subnetkit/base'

/** Failures of rounds, queues and scores. */
export const coreError = defineErrors({
  SCORE_OUT_OF_RANGE: {
    message: '{part} returned {value}, which is not a number from 0 to 1',
    fix: 'Clamp the result of {part} to [0, 1] and never return NaN.',
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
  ROUND_SECRET_MISMATCH: {
    message: 'the secret of round {round} does not match its published hash',
    fix: 'Do not trust the tasks or scores of round {round}: it cannot be audited.',
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
  NOTHING_ASKED: {
    message: 'round {round} counts for nobody: no question could be sent to its {miners} miners ({detail})',
    fix: 'Resolve {cause} on this validator; the receipts of round {round} hold the details.',
  },
  CHAIN_WENT_BACK: {
    message: 'the chain is at block {head}, but the store has a round that began at block {round}',
    fix: 'Wait until the node has caught up. If this is a new chain, such as a local one that was started again, use another directory.',
  },
  CHAIN_DIFFERS: {
    message:
      'the store belongs to the chain with genesis {expected}, and the validator is connected to {actual}',
    fix: 'Connect to the chain of the store, or use another directory.',
  },
  SUBNET_DIFFERS: {
    message: 'this worker runs {own}, but its coordinator runs {other}',
    fix: 'Install the same version of the subnet on every machine.',
  },
  STORE_CORRUPT: {
    message: 'the store at {place} cannot be read: {detail}',
    fix: 'Stop the validator, keep a copy of {place}, and restore the latest backup. Without a backup, start with another directory: scores begin empty, and the copy can still be inspected.',
  },
  STORE_BUSY: {
    message: 'the store at {place} is in use by process {pid} on {host}',
    fix: 'Stop process {pid} on {host}, give each validator its own directory, or use Redis to share work between processes.',
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
    fix: 'Give the URL of the primary server.',
  },
  DATABASE_OUTDATED: {
    message: 'the PostgreSQL server at {place} is too old: version {found}',
    fix: 'Upgrade it to PostgreSQL {needed} or newer.',
  },
  QUEUE_UNAVAILABLE: {
    message: 'the queue backend {backend} is unreachable: {detail}',
    fix: 'Start Redis or correct redisUrl; omit redisUrl to use the embedded backend.',
    transient: true,
  },
})
