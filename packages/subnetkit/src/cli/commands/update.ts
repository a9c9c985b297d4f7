import type { CommandGroup } from '../program/command-spec.js'

/** `subnet update …` */
export const update: CommandGroup = {
  name: 'update',
  summary: 'update a validator to what its signed channel names, and ask for its safe window',
  usual: 'now',
  commands: [
    {
      name: 'now',
      summary: 'update once: asks the running subnet supervise, or prepares the release for the next start',
      description:
        'Without subnet supervise nothing starts the new release, and nothing rolls it back: it is verified, unpacked and made current once the window is open.',
      options: [
        ['--check', 'only compare the channel with what is installed'],
        ['--force', 'wait neither for the window nor for the delay of this hotkey'],
        ['--allow-new-store', 'also if the release before could not read the store any more'],
        ['--health-url <url>', 'address of the health of the validator'],
      ],
      sections: ['update', 'validator', 'coordinator', 'worker'],
      examples: [
        ['update', 'ask the supervisor for the newest release, and wait until it runs'],
        ['update --check --json', 'is there a newer release, and is it signed?'],
        ['update --dry-run', 'what would be done, and what it would wait for'],
        ['update --force', 'also in the middle of a round'],
      ],
      load: () => import('../actions/update/now.js'),
    },
    {
      name: 'window',
      summary: 'ask the running validator if it may be stopped now; exit code 1 if not',
      description:
        'Call it from a script before it stops or replaces the validator. The validator may be stopped while no round is between its plan and its fold, nothing is on its way to the chain, and no weights, round or reveal is due before it would run again.',
      options: [
        ['--wait', 'wait until it may'],
        ['--within <seconds>', 'longest wait (default: no limit)'],
        ['--health-url <url>', 'address of the health of the validator'],
      ],
      sections: ['update', 'validator', 'coordinator', 'worker'],
      examples: [
        ['update window', 'show what it would interrupt'],
        ['update window --wait', 'before systemctl restart, so that nothing is lost'],
        ['update window --wait --within 3000 --health-url http://127.0.0.1:9465', 'before a container stops'],
      ],
      load: () => import('../actions/update/window.js'),
    },
    {
      name: 'status',
      summary: 'show the releases of a folder, and what became of the newest update',
      sections: ['update'],
      examples: [
        ['update status --json', 'the installed release, the one before, those that were rolled back'],
      ],
      load: () => import('../actions/update/status.js'),
    },
  ],
}
