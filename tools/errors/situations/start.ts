import type { Situation } from './situation.js'

export const start: Situation = {
  title: 'Creating a project and starting a command',
  first:
    '`subnet config print` shows every setting with the place it comes from: an option, the environment, `.env`, the file, or the default.',
  causes: {
    CONFIG_INVALID: {
      cause:
        'A setting is unknown, or has a value outside of its range. The message names its place: an option, a variable or a field of the file.',
      remedy: 'Correct the value that the message names; the line after it says what is allowed.',
    },
    USAGE: {
      cause:
        'The command line has an unknown option, lacks a required one, or has two that exclude each other. Nothing was tried.',
      remedy: 'Compare it with the examples that `--help` of that command ends with.',
    },
    NAME_INVALID: {
      cause: 'npm takes only some names for packages: lower case, no spaces, no name of a module of Node.js.',
      remedy: 'Choose a name such as `my-subnet`: lower-case letters, digits and hyphens.',
    },
    TARGET_EXISTS: {
      cause: 'The folder has files already. A new project never writes over them.',
      remedy: 'Choose another name, or an empty folder.',
    },
    TARGET_UNWRITABLE: {
      cause: 'The user who runs the command may not write there, or the disk is full.',
      remedy: 'Choose a folder that you may write to, and make room on the disk.',
    },
    INSTALL_FAILED: {
      cause:
        'The files are there, but the package manager ended with an error: no network, a registry that lacks a package, or no room on the disk. Before a release, subnetkit is not on npm.',
      remedy:
        'Correct what the package manager says, and run its install in the folder: the project is whole. Before a release, [create it from a clone](create.md#from-a-clone-before-a-release).',
    },
    MODULE_NOT_FOUND: {
      cause: 'The argument is neither a file nor an installed package, or the working folder is no project.',
      remedy:
        'Name the file, such as `./src/subnet.ts`, or run the command in the folder of the project after `npm install`.',
    },
    MODULE_UNLOADABLE: {
      cause:
        'The module threw while it loaded, or has a syntax error. The detail has the first line of its own error.',
      remedy: 'Correct the place that the detail names; `npx tsc --noEmit` lists all errors of types.',
    },
    SUBNET_NOT_EXPORTED: {
      cause: 'The module loads, but none of its exports comes from `defineSubnet`.',
      remedy: 'Export it: `export default defineSubnet({ … })`.',
    },
    SUBNET_AMBIGUOUS: 'Several exports are subnets, and nothing says which one is meant.',
    HANDLERS_NOT_EXPORTED: {
      cause:
        'A miner needs a function for each synapse. They were looked for in `--handlers`, in the export `handlers`, in the entry `/miner` and in `miner.ts` beside the module.',
      remedy:
        'Export an object with a function for each synapse as `handlers`, or name the module with `--handlers`.',
    },
    LAB_NOT_EXPORTED: {
      cause: '`subnet sim` needs to know how an honest miner answers, which a subnet does not say.',
      remedy:
        'Write `src/lab.ts` with `export default defineLab({ … })`, as in [creating a subnet](create.md#does-cheating-pay).',
    },
    DEV_NOT_PAID:
      'The miners of the devnet answered nothing that scores, or rounds are longer than the time that was given.',
    STATE_DIR_UNUSABLE:
      'The folder for unfinished work cannot be made or written, as in a container with a read-only root.',
    SIGNATURE_ENGINE_UNAVAILABLE:
      '`SUBNETKIT_SR25519` names an engine that is not installed for this platform.',
    RUNTIME_MISSING:
      'The model needs a package that is not among the dependencies of subnetkit, since most miners do without.',
    ONNX_RUNTIME_MISSING: 'Models in the ONNX format need a runtime, which is large and therefore optional.',
    READER_MISSING: 'Reading text in pictures needs a program or package that is not installed.',
    CREATE_USAGE: {
      cause:
        'The command line has an unknown flag, a value that the flag does not take, or lacks an answer where there is no terminal to ask on, as in CI.',
      remedy:
        'Follow the line after the message. `npm create subnet -- --help` lists the flags; `--yes` takes the default of all others.',
    },
    CREATE_INTERRUPTED: {
      cause:
        'Ctrl-C or a signal ended it. Before the files are complete nothing is left; after that the project stays, and install or the first commit is missing.',
      remedy: 'Follow the line after the message: it says what is there and what to run.',
    },
    NOT_CONFIRMED: {
      cause:
        'The command changes the chain or a file and asks first. Somebody said no, or there was no terminal to ask on, as in a script and with `--json`.',
      remedy: 'Read the plan with `--dry-run`, then pass `--yes`.',
    },
    INTERRUPTED:
      'Ctrl-C or a signal ended the command, or a question was cancelled. What was sent before may still be included in a block.',
    FILE_INVALID: {
      cause:
        'A file that the command reads is missing, larger than allowed, not JSON, or has another form than it should; the detail says which, often with the line.',
      remedy: 'Correct what the detail names, or pass another file.',
    },
    FILE_EXISTS: 'A file of that name is there. Commands that write files never replace one unasked.',
    SOURCE_UNREADABLE:
      '`subnet add` and `subnet upgrade` edit your files by their grammar, and this line cannot be parsed: a syntax error, or syntax that is newer than the parser.',
    SOURCE_UNKNOWN: {
      cause:
        'The file is valid but built in another way than `subnet add` knows, such as a list that a function returns. An edit could be wrong, so none was made.',
      remedy: 'Add the part by hand; [`subnet add`](cli.md) says which forms are recognized.',
    },
    PART_EXISTS: 'The project has a synapse, family, criterion or gate of that name, or a file in its place.',
    SIGNATURE_ENGINE_UNKNOWN: 'The variable has a name that no version has, often a typo.',
    UNEXPECTED:
      'Something threw that is none of our errors: a defect of subnetkit, or an error of Node.js or a library in a place where none was foreseen.',
  },
}
