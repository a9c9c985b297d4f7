import type { Situation } from './situation.js'

export const deploy: Situation = {
  title: 'Packaging, deploying and upgrading',
  first:
    '`subnet package --dry-run` shows what would be packaged, `subnet deploy init --dry-run` which files differ.',
  causes: {
    PACKAGE_NOT_BUILT: 'The module is TypeScript. Packages run with Node.js alone.',
    PACKAGE_LOCK_MISSING: 'Without a lock nobody can say which versions the package has.',
    PACKAGE_LOCK_MISMATCH: {
      cause: 'What is installed is not what the lock says, as after an update without an install.',
      remedy: 'Run the install of your package manager, such as `npm ci`, and package again.',
    },
    PACKAGE_DEPENDENCY_LINKED:
      'A dependency is a folder of this machine, as npm makes of `file:` and workspaces.',
    PACKAGE_DEPENDENCY_MISSING: 'An installed package needs another one that is not installed.',
    PACKAGE_UNPREPARED: {
      cause:
        'Something in the project keeps it from being packaged; the detail names it, such as a file that holds a key.',
      remedy: 'Correct what the detail names.',
    },
    PACKAGE_DAMAGED: 'A file of the package is missing, changed or added since it was made.',
    PACKAGE_FOREIGN: {
      cause: 'The package is whole, but its hash is not the one that the owner has published.',
      remedy: 'Do not run it. Ask the owner for the package of the published release.',
    },
    PACKAGE_UNPUBLISHED:
      'The owner of the subnet has published no hash, or from another hotkey than the one of the owner.',
    PACKAGE_NOT_OWNER: 'A hash that another hotkey publishes is read by nobody.',
    DEPLOY_CHANGED: 'Files of the kit have been edited. They are never replaced unasked.',
    UPGRADE_DIRTY: 'An upgrade is one commit, so that it can be taken back. Other changes would get into it.',
    UPGRADE_INTERRUPTED: 'An earlier upgrade was killed, and its edits are in the files.',
    UPGRADE_FAILED: {
      cause:
        'A step ended with an error, mostly your own tests. The project is as it was, or the message says what is left.',
      remedy: 'Correct what the step printed, and run `npx subnet upgrade` again.',
    },
    UPGRADE_REGISTRY: {
      cause: 'npm does not reach its registry, or the registry lacks the package.',
      remedy: 'Check the network and `.npmrc`, and run it again.',
    },
  },
}
