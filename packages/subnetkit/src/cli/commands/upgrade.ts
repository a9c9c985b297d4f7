import type { CommandSpec } from '../program/command-spec.js'

/** `subnet upgrade` */
export const upgrade: CommandSpec = {
  name: 'upgrade',
  summary: 'bring the project in this folder to another version of subnetkit',
  description:
    'Shows what changes and asks; then sets the versions in package.json, installs, edits the sources that a release breaks, ' +
    'runs the tests and commits. If a step fails, or on Ctrl-C, everything is as it was before.\n' +
    'The code of the new version does it, fetched with npm: npx subnetkit@latest upgrade works from any version. Edits keep your ' +
    'formatting; a place that cannot be edited safely is listed with its line and what to do.\n' +
    'Exit code 0: upgraded, or at that version already, also if places are left to you; 1: refused, or failed and taken back.',
  options: [
    ['--to <version>', 'version, or tag such as next (default: latest)'],
    [
      '--from <version>',
      'version that the sources were written for (default: that of package.json and its lock)',
    ],
    ['--keep', 'leave the changes in place if a step fails, without a commit'],
    ['--no-git', 'upgrade without a git repository, and without a commit'],
  ],
  withoutConfig: true,
  endsItself: true,
  examples: [
    ['upgrade --dry-run', 'show what would change'],
    ['upgrade', 'to the latest version, after a confirmation'],
    ['upgrade --to 0.2.0 --yes --json', 'in a script'],
    ['upgrade --from 0.1.0', 'follow the changes since 0.1.0 after the version was raised by other means'],
  ],
  load: () => import('../actions/upgrade/upgrade.js'),
}
