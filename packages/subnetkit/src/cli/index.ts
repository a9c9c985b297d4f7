export { updateError } from '../update/errors.js'
export { cliError } from './errors.js'
export type { CliIo, Prompter, TextSink } from './io.js'
export { runCli } from './run-cli.js'
