export { withoutRepository } from './git-environment.js'
export { type Ended, runProgram } from './run-program.js'
