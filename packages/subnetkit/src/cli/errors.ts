import { defineErrors } from '@subnetkit/base'

/** Errors of the command line only. Errors of the other packages pass through with their own codes. */
export const cliError = defineErrors({
  USAGE: {
    message: '{detail}',
    fix: '{fix}',
  },
  SECRET_ON_COMMAND_LINE: {
    message:
      '{place} holds what looks like {kind}: shells keep it in their history, and other users can see it',
    fix: 'Leave it out and type it at the prompt, or save it in a private file and pass that with --secret-file. Then delete the line from your shell history.',
  },
  NOT_CONFIRMED: {
    message: '{detail}',
    fix: '{fix}',
  },
  INTERRUPTED: {
    message: 'the command was stopped before it finished',
    fix: 'Run the command again. If it was already sending a transfer or stake, check the balance first: each run pays again.',
  },
  FAUCET_UNAVAILABLE: {
    message: 'the chain {chain} has no faucet: only a devnet of subnetkit gives TAO away',
    fix: 'Choose a devnet with --network local, or transfer TAO to the coldkey.',
  },
  FILE_INVALID: {
    message: '{path}: {detail}',
    fix: '{fix}',
  },
  RECORDS_REFUSED: {
    message: 'the validator {validator} gives no score records: {detail}',
    fix: '{fix}',
  },
  RECORDS_FOREIGN: {
    message: 'the validator {validator} sent something else than score records of {miner}: {detail}',
    fix: 'Do not use what it sent. Report it to the operator of the validator.',
  },
  FILE_EXISTS: {
    message: '{path} already exists and was left unchanged',
    fix: 'Choose another file, or replace it with --force.',
  },
  MODULE_UNLOADABLE: {
    message: '{path} cannot be loaded: {detail}',
    fix: '{fix}',
  },
  MODULE_NOT_FOUND: {
    message: '{name} is not found: {detail}',
    fix: '{fix}',
  },
  SOURCE_UNREADABLE: {
    message: '{path}, line {line}: the grammar of TypeScript does not know: {content}',
    fix: 'Correct line {line}. If the compiler accepts it, write it another way, or add the part by hand.',
  },
  SOURCE_UNKNOWN: {
    message: '{path} cannot be edited safely, and was left unchanged: {detail}',
    fix: '{fix}',
  },
  PART_EXISTS: {
    message: 'the {kind} {name} already exists: {path} was left unchanged',
    fix: 'Choose another name, or edit the {kind} {name} itself.',
  },
  HANDLERS_NOT_EXPORTED: {
    message: '{module} exports no handlers: {detail}',
    fix: '{fix}',
  },
  SUBNET_NOT_EXPORTED: {
    message: '{path} exports no subnet: {detail}',
    fix: '{fix}',
  },
  LAB_STALLED: {
    message:
      "the round of {validator} at block {block} did not return after {seconds} s of processor time, at a step that is no single miner's",
    fix: 'Look for a loop without an end in the task source and in the comparisons of the rubric. If they only take long, raise --stall.',
  },
  LAB_PROCESS_ENDED: {
    message: 'a process that plays rounds ended with {reason}',
    fix: 'Look for process.exit, or for memory without a limit, in the rubric, in solve and in the agents. With --processes 1 all run in this process.',
  },
  LAB_NOT_EXPORTED: {
    message: '{path} exports no lab: {detail}',
    fix: '{fix}',
  },
  SUBNET_AMBIGUOUS: {
    message: '{path} exports several subnets: {names}',
    fix: 'Choose one of them, such as --export {first}.',
  },
  HOTKEY_MISSING: {
    message: '{detail}',
    fix: '{fix}',
  },
  DEV_NOT_PAID: {
    message: 'no miner had incentive within {seconds} s: {detail}',
    fix: 'Look at the last failures in the table, or wait longer with --within.',
  },
  MINER_REFUSES: {
    message: 'the miner at {miner} refused every question: {detail}',
    fix: '{fix}',
  },
  LAUNCH_BUSY: {
    message: 'another launch, process {pid} on {host}, holds the state file {path}',
    fix: 'Wait until process {pid} has ended, or pass another file with --state for another launch.',
  },
  LAUNCH_OTHER_SUBNET: {
    message: 'hotkey {hotkey} already owns subnet {netuid}, which is named {name} on chain, not {wanted}',
    fix: 'Pass --netuid {netuid} to continue with that subnet, or choose another owner hotkey with --hotkey.',
  },
  STATE_DIR_UNUSABLE: {
    message: 'the state folder {path} cannot be used: {detail}',
    fix: 'Pass a folder that your user can write to with --state-dir.',
  },
  DEPLOY_CHANGED: {
    message: 'files differ from those of this version, and were left unchanged: {paths}',
    fix: 'Commit your changes and run the command again with --force, which replaces these files, or choose another folder with --dir.',
  },
  PACKAGE_UNPREPARED: {
    message: '{place} cannot be packaged: {detail}',
    fix: '{fix}',
  },
  PACKAGE_LOCK_MISSING: {
    message: '{place} has no lock of its dependencies',
    fix: 'Install the dependencies with npm, pnpm, yarn or bun, and commit the lock.',
  },
  PACKAGE_LOCK_MISMATCH: {
    message: '{lock} does not match: {detail}',
    fix: '{fix}',
  },
  PACKAGE_NOT_BUILT: {
    message: '{module} is not compiled: a package runs with Node.js alone',
    fix: 'Build the project (npm run build), and name the compiled file, or let exports in package.json name it.',
  },
  PACKAGE_DEPENDENCY_MISSING: {
    message: '{name}, which {dependant} needs, is not installed',
    fix: 'Install the dependencies again, such as with npm ci.',
  },
  PACKAGE_DEPENDENCY_LINKED: {
    message: '{name} is a link to {target}, a folder that changes without the lock',
    fix: 'Depend on a published version of {name}, or on a tarball of it (npm pack), and install again.',
  },
  PACKAGE_DAMAGED: {
    message: '{place} is damaged: {detail}',
    fix: 'Do not run it. Get the package again from its publisher.',
  },
  PACKAGE_FOREIGN: {
    message: '{place} is not the package that the owner published: {detail}',
    fix: '{fix}',
  },
  PACKAGE_UNPUBLISHED: {
    message: 'the owner of subnet {netuid}, hotkey {hotkey}, has published no package',
    fix: 'Ask the owner to run subnet publish-package, or compare with a hash from the owner: --hash <hash>.',
  },
  PACKAGE_NOT_OWNER: {
    message: 'hotkey {hotkey} does not own subnet {netuid}: its commitment would not be read',
    fix: 'Choose the hotkey of the owner, {owner}, with --wallet and --hotkey.',
  },
  UPGRADE_UNPREPARED: {
    message: '{place} cannot be upgraded: {detail}',
    fix: '{fix}',
  },
  UPGRADE_NO_REPOSITORY: {
    message: '{folder} cannot be upgraded in a commit of its own: {detail}',
    fix: 'Commit the project to git first, or pass --no-git to upgrade without a commit.',
  },
  UPGRADE_DIRTY: {
    message: '{count} paths have changes that are not committed: {files}',
    fix: 'Commit them, or put them aside with git stash --include-untracked, then run the command again.',
  },
  UPGRADE_INTERRUPTED: {
    message: 'an upgrade from {from} to {to} was interrupted and has left changes in {files}',
    fix: 'Run subnet upgrade at a terminal, or with --yes: it takes these changes back first.',
  },
  UPGRADE_RUNNING: {
    message: 'process {pid} is upgrading {folder}',
    fix: 'Wait until it has ended, or stop it with Ctrl-C.',
  },
  UPGRADE_GIT: {
    message: '{command} failed: {detail}',
    fix: 'Correct what git says, then run the command again.',
  },
  UPGRADE_REGISTRY: {
    message: 'the registry cannot be used: {detail}',
    fix: '{fix}',
  },
  UPGRADE_VERSION_UNKNOWN: {
    message: 'subnetkit {version} is not published; the newest versions are {versions}, the tags {tags}',
    fix: 'Choose a version or a tag that exists with --to.',
  },
  UPGRADE_DOWNGRADE: {
    message: 'the project is at subnetkit {from}, and {to} is older',
    fix: 'Choose a newer version with --to. To go back, check out the commit before the upgrade and install.',
  },
  UPGRADE_FAILED: {
    message: 'the step {step} failed: {detail}; {state}',
    fix: '{fix}',
  },
})
