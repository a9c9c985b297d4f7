import type { CommandGroup } from '../program/command-spec.js'

/** `subnet tasks …` */
export const tasks: CommandGroup = {
  name: 'tasks',
  summary: 'look at the tasks of a subnet before miners do',
  commands: [
    {
      name: 'preview',
      summary: 'draw tasks of each family and print them with their truth',
      description:
        'Needs no chain and no key. Tasks are drawn as a round draws them, from a secret that the seed stands for; their number within the family is their id. With --json it is the file that subnet score --tasks reads.',
      arguments: [
        ['[module]', 'file or package that exports the subnet (default: that of the project in this folder)'],
      ],
      options: [
        ['--family <name>', 'only this family (default: all)'],
        ['--count <number>', 'tasks of each family (default: 2)'],
        ['--seed <number>', 'another seed draws other tasks (default: 1)'],
      ],
      sections: ['subnet'],
      examples: [
        ['tasks preview', 'two tasks of each family of the project in this folder'],
        ['tasks preview ./subnet.ts --family sorting --count 5 --seed 7', 'five of one family'],
        ['tasks preview --count 8 --json > tasks.json', 'a file to answer, and to score against'],
      ],
      load: () => import('../actions/tasks/preview.js'),
    },
  ],
}
