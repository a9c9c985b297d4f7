import type { CommandGroup, CommandSpec } from '../program/command-spec.js'

const note =
  'Files keep their formatting; nothing is written unless every place is recognized and the result parses. --dry-run shows it.\n' +
  'Needs the package @lezer/javascript beside subnetkit; projects of create-subnet have it.'

const module = [
  '[module]',
  'file that calls defineSubnet (default: that of the project in this folder)',
] as const

const like = (kind: string) => ['--like <name>', `${kind} to copy (default: the first)`] as const

const synapse: CommandSpec = {
  name: 'synapse',
  summary: 'add a synapse to the protocol and its handler to the miner',
  description: `Copies the schemas and the handler of another synapse under a new name, for you to change.\n${note}`,
  arguments: [['<name>', 'name of the synapse, such as translate'], module],
  options: [like('synapse')],
  examples: [
    ['add synapse translate', 'as the first synapse of the protocol'],
    ['add synapse translate ./src/subnet.ts --like complete --dry-run', 'show the edits, write nothing'],
  ],
  load: () => import('../actions/add/synapse.js'),
}

const family: CommandSpec = {
  name: 'family',
  summary: 'add a family of tasks',
  description: `Copies the questions of another family under a new name, for you to change.\n${note}`,
  arguments: [['<name>', 'name of the family, such as word-count'], module],
  options: [
    like('family'),
    ['--synapse <name>', 'synapse that it calls (default: that of the copied family)'],
  ],
  examples: [
    ['add family word-count', 'as the first family'],
    ['add family word-count --like sorting', 'as the family sorting'],
  ],
  load: () => import('../actions/add/family.js'),
}

const criterion: CommandSpec = {
  name: 'criterion',
  summary: 'add a criterion to the rubric',
  description: `Copies the measure of another criterion under a new name, for you to change. Only criteria of answers, made by criterion(), can be copied: add round criteria such as novelty or pairwise by hand.\n${note}`,
  arguments: [['<name>', 'name of the criterion, such as concise'], module],
  options: [
    like('criterion'),
    ['--weight <number>', 'share of the score (default: that of the copied criterion)'],
  ],
  examples: [['add criterion concise --weight 0.2', 'a fifth of the weight of one with 1']],
  load: () => import('../actions/add/criterion.js'),
}

const mechanism: CommandSpec = {
  name: 'mechanism',
  summary: 'add an incentive mechanism with a rubric file of its own',
  description: `It asks the tasks of the subnet; its rubric and incentive are copies of those of mechanism 0, for you to change.\n${note}`,
  arguments: [['<name>', 'name of its rubric file, such as speed'], module],
  examples: [['add mechanism speed', 'src/rubric-speed.ts, and the next number in mechanisms']],
  load: () => import('../actions/add/mechanism.js'),
}

/** `subnet add …` */
export const add: CommandGroup = {
  name: 'add',
  summary: 'extend a project by editing its sources',
  commands: [synapse, family, criterion, mechanism],
}
