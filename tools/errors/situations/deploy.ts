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
    LAUNCH_OTHER_SUBNET:
      'A hotkey owns one subnet at most, and this one owns another than the configuration names. Nothing is paid before that is clear.',
    UPGRADE_UNPREPARED: {
      cause:
        'The folder has no package.json that depends on subnetkit, its dependencies are not installed, or it comes from a folder or an address where a published version is needed.',
      remedy: 'Follow the line after the message.',
    },
    UPGRADE_NO_REPOSITORY:
      'An upgrade is one commit that can be taken back, and git does not track this project.',
    UPGRADE_RUNNING: 'Another terminal upgrades the same project.',
    UPGRADE_GIT:
      'There is no git here, it has no name and e-mail for a commit, or a hook refuses it. The detail is the last line that git wrote.',
    UPGRADE_VERSION_UNKNOWN:
      'The registry that npm uses here does not have that version: a typo, or a mirror that is behind.',
    UPGRADE_DOWNGRADE: 'Codemods lead to newer versions only.',
  },
}
