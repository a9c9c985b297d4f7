import type { CommandSpec } from '../program/command-spec.js'

/** `subnet sim` */
export const sim: CommandSpec = {
  name: 'sim',
  summary: 'play cheats against the rubric, and see who earns what',
  description:
    'Needs no chain and no key. Honest miners and cheats answer the tasks of the subnet on this machine; its own rubric, scoreboard and weights decide, and Yuma consensus pays, with stakes, registration prices, immunity and deregistration as on chain. The module exports a lab, as defineLab() of subnetkit/lab makes it. With --gate the command fails if a cheat earns for its cost as much as honest work does, unless the lab declares that weakness; it then tells the first epoch in which that cheat was ahead. The column per cost is the alpha earned for one alpha of cost (work and registrations), and per place that of one uid; honest has 1 in both.',
  arguments: [
    [
      '[module]',
      'file that exports the lab (default: src/lab.ts of the project in this folder), or the word explain: say what the most profitable cheat was paid for',
    ],
    ['[lab]', 'file that exports the lab, after explain'],
  ],
  options: [
    ['--gate', 'exit with 1 if a cheat earns for its cost as much as honest work'],
    ['--epochs <number>', 'epochs to play (default: 40)'],
    ['--seed <number>', 'first seed (default: 1)'],
    [
      '--seeds <number>',
      'seeds to play, from the first on (default: 1; with --gate 3 to 9, with --attack 5)',
    ],
    ['--honest <number>', 'honest miners at the start (default: 24, with --attack 12)'],
    ['--newcomers <number>', 'honest miners that join, one each third epoch from the tenth on (default: 1)'],
    ['--validators <number>', 'honest validators (default: 3)'],
    [
      '--agent <name>',
      'cheat that plays, or a recipe that --attack found; repeat it for several (default: all)',
      'repeatable',
    ],
    ['--explain <name>', 'say what an agent was paid for, from the receipts of its questions'],
    ['--attack', 'search mixtures of agents and their parameters for the most profitable cheat'],
    ['--budget <plays>', 'plays of the search, such as 150, or its time, such as 10m (default: 150)'],
    ['--html <file>', 'write the report with charts as one page that opens offline'],
    ['--force', 'replace the file of --html'],
    [
      '--sweep <setting>',
      'play once for each value of a chain setting, burnShare or dishonestStake: name=from..to (five values) or name=a,b,c',
    ],
    ['--set <setting>', 'chain setting that differs, such as liquidAlpha=true; repeatable', 'repeatable'],
    [
      '--dishonest-stake <share>',
      'part of all stake that dishonest validators have together, such as 0.3 (default: 50 alpha each, beside 1000 of an honest one)',
    ],
    [
      '--dishonest <name>',
      'dishonest validator that plays; repeat it for several (default: all)',
      'repeatable',
    ],
    [
      '--processes <number>',
      'processes that play rounds (default: one for each core); 1 plays them in this one, which no loop leaves',
    ],
    [
      '--stall <seconds>',
      'processor time after which an answer that is still scored counts as a loop; not with --processes 1 (default: 10)',
    ],
    ['--list', 'list the cheats and exit'],
    [
      '--exploits',
      'play ways to earn that real subnets paid for, each on a subnet with its flaw and on one without, and exit; needs no module',
    ],
  ],
  sections: [],
  endsItself: true,
  examples: [
    ['sim', 'all cheats against the project in this folder'],
    ['sim src/lab.ts --gate --seeds 3', 'fail if a cheat pays, over three seeds'],
    ['sim explain', 'what the most profitable cheat was paid for'],
    [
      'sim --attack --budget 10m --gate',
      'search for ten minutes, and fail if the best cheat pays undeclared',
    ],
    ['sim --html report.html', 'a page with charts'],
    ['sim --sweep burnShare=0..0.8', 'what five shares of burned pay change'],
    ['sim --sweep dishonestStake=0.1,0.3,0.49 --dishonest ring-validator', 'a ring with ever more stake'],
    ['sim --agent copier --epochs 100 --json', 'one cheat, as JSON'],
    ['sim --exploits --seeds 3', 'what real subnets have paid for, and what stops it here'],
  ],
  load: () => import('../actions/sim/sim.js'),
}
