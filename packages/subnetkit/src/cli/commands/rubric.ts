import type { CommandGroup } from '../program/command-spec.js'

/** `subnet rubric …` */
export const rubric: CommandGroup = {
  name: 'rubric',
  summary: 'check a rubric before miners do',
  commands: [
    {
      name: 'lint',
      summary: 'find what a rubric pays that it should not, by scoring right and wrong answers',
      description:
        'Needs no chain and no key. Draws tasks, takes right answers from the sample miner and from the truth of the tasks, and makes wrong ones: empty, random, the largest that the schema takes, an echo of the question, the answer to another task, one answer to everything, half of the right one. Reports wrong answers that are paid, parts that never vary, leave [0, 1], fail or take long, and comparisons in which one answer moves the others. The exit code is 1 if there is an error.',
      arguments: [
        ['[module]', 'file or package that exports the subnet (default: that of the project in this folder)'],
      ],
      options: [
        ['--count <number>', 'tasks of each family (default: 8)'],
        ['--seed <number>', 'another seed draws other tasks and answers (default: 1)'],
        [
          '--handlers <module>',
          'handlers that give right answers (default: those of the subnet, if it has some)',
        ],
      ],
      sections: ['subnet'],
      examples: [
        ['rubric lint', 'the project in this folder'],
        ['rubric lint ./subnet.ts --mechanism 1 --count 20 --json', 'the rubric of mechanism 1, for CI'],
      ],
      load: () => import('../actions/rubric/lint.js'),
    },
  ],
}
