import type { CommandSpec } from '../program/command-spec.js'

/** `subnet score` */
export const score: CommandSpec = {
  name: 'score',
  summary: 'score answers in a file as a round does, and show every part',
  description:
    'Needs no chain and no key. Runs schemas, gates, criteria, round criteria and factors over lines of JSON such as {"miner":"a","task":"sum-0","output":{"sum":3},"latencyMs":120}. A line without output is a miner that did not answer. Tasks are those of subnet tasks preview, by their ids, or are written out.',
  arguments: [
    ['<file>', 'answers, as lines of JSON or a list'],
    ['[module]', 'file or package that exports the subnet (default: that of the project in this folder)'],
  ],
  options: [
    [
      '--tasks <file>',
      'tasks that the answers name, as subnet tasks preview --json prints them (default: drawn)',
    ],
    [
      '--seed <number>',
      'seed with which tasks are drawn, and of the random numbers of comparisons (default: 1)',
    ],
    ['--all', 'show every answer, however many'],
  ],
  sections: ['subnet'],
  examples: [
    ['score answers.jsonl', 'answers to the tasks that subnet tasks preview prints'],
    ['score answers.jsonl ./subnet.ts --tasks tasks.json --json', 'answers to the tasks of a file'],
  ],
  load: () => import('../actions/score/score.js'),
}
