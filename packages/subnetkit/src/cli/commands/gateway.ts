import type { CommandGroup } from '../program/command-spec.js'

/** `subnet gateway …` */
export const gateway: CommandGroup = {
  name: 'gateway',
  summary: 'offer a subnet over the chat API that existing clients speak, with keys and budgets',
  usual: 'run',
  commands: [
    {
      name: 'run',
      summary: 'answer requests of clients with answers of miners, until interrupted',
      description:
        'Finds the miners on chain and asks them in the name of the hotkey, which needs what they ask of their callers: usually a validator permit. The definition of the subnet names the view of a synapse that clients see. Requests need a key of subnet gateway keys create.',
      arguments: [['[module]', 'file or package whose default export is the subnet']],
      sections: ['subnet', 'network', 'wallet', 'log', 'database', 'redis', 'gateway'],
      endsItself: true,
      examples: [
        ['gateway run ./subnet.ts --netuid 3 -w alice -H val', 'at http://127.0.0.1:8080/v1'],
        ['gateway run ./subnet.ts --config gateway.json', 'settings from a file'],
      ],
      load: () => import('../actions/gateway/run.js'),
    },
    {
      name: 'keys',
      summary: 'create, list, revoke or limit the keys of clients',
      description:
        'Works while the gateway runs, and without it. A new key is printed once: only a hash of it is stored. Amounts are micro-credits.',
      arguments: [
        ['<action>', 'create, list, revoke or limit'],
        ['[id]', 'id of the key that is revoked or limited'],
      ],
      options: [
        ['--name <text>', 'name of a new key, for the list'],
        ['--project <name>', 'project of a new key: its keys share a budget'],
        ['--models <list>', 'models that a new key may use, separated by commas (default: all)'],
        ['--prepaid', 'a new key spends what is paid in for it in TAO, and nothing else'],
        ['--cap <number>', 'micro-credits that the key may spend; none lifts the limit'],
        ['--project-cap <number>', 'micro-credits that all keys of its project may spend'],
        [
          '--period <time>',
          'time after which the cap may be spent again: hour, day, week or month (default: never)',
        ],
        ['--requests <number>', 'requests a minute; none lifts the limit'],
        ['--tokens <number>', 'tokens a minute; none lifts the limit'],
        [
          '--consent <use>',
          'use of its requests that the owner of the key has agreed to: off, scores (verdicts on answers, without texts, count in scores of miners) or replay (its questions may also be asked again) (default: off)',
        ],
        [
          '--in-flight <number>',
          'requests at the same time; none for the usual quarter of gateway.maxInFlight',
        ],
      ],
      sections: ['database', 'gateway'],
      examples: [
        ['gateway keys create --name notebook --cap 1000000 --period day', 'a key with a daily budget'],
        [
          'gateway keys create --name customer --prepaid',
          'a key that is paid for in TAO, at its own address',
        ],
        [
          'gateway keys create --project lab --project-cap 5000000 --period month',
          'keys of a project share its budget',
        ],
        ['gateway keys list', 'all keys, with what they have spent'],
        ['gateway keys limit 4fK2p0aQx1Zb --requests 60', 'at most 60 requests a minute'],
        ['gateway keys limit 4fK2p0aQx1Zb --consent off', 'its owner has withdrawn'],
        ['gateway keys revoke 4fK2p0aQx1Zb', 'end a key'],
      ],
      load: () => import('../actions/gateway/keys.js'),
    },
    {
      name: 'deposits',
      summary: 'list what was paid in for prepaid keys, newest first',
      description:
        'Transfers count once their block is final, at the price of deposits.creditsPerTao. Those below deposits.minimumRao bring nothing and can be refunded.',
      arguments: [['[id]', 'id of one key (default: all)']],
      sections: ['database', 'gateway'],
      examples: [
        ['gateway deposits', 'the newest 100 deposits'],
        ['gateway deposits 4fK2p0aQx1Zb --json', 'those of one key'],
      ],
      load: () => import('../actions/gateway/deposits.js'),
    },
    {
      name: 'refund',
      summary: 'pay back what is not spent of a prepaid key',
      description:
        'Shows what would be paid back, and changes nothing without --yes. With it, the unspent credits leave the budget, the plan is written to a file, and the wallet of deposits.address signs the payment: from the address of the key, less the fee, or from the wallet itself where that address was emptied. Run again after an interruption: nothing is paid twice.',
      arguments: [['<id>', 'id of the key']],
      options: [
        ['--to <address>', 'receiver (default: the account that has paid in, where it is one alone)'],
        ['--out <file>', 'file of the plan (default: refund-….json)'],
      ],
      sections: ['database', 'gateway'],
      examples: [
        [
          'gateway refund 4fK2p0aQx1Zb --deposit-address 5F… --credits-per-tao 1000000',
          'what would be paid back',
        ],
        ['gateway refund 4fK2p0aQx1Zb --config gateway.json -w takings --yes', 'pays it back'],
      ],
      load: () => import('../actions/gateway/refund.js'),
    },
    {
      name: 'payouts',
      summary: 'plan, send, renew or list payments to the owners of miners that answered',
      description:
        'A plan takes what prepaid keys were charged since the last one, and shares it among the owners of the miners in proportion, less what you keep; amounts sum up exactly. It pays nothing: send does, signed by the wallet. A plan can be sent again at any time, from anywhere: the chain takes each of its payments once. A plan of which something else has used a nonce is void, in that part; renew plans that part again, of refunds as well. list shows what is paid, open and void.',
      arguments: [
        ['<action>', 'plan, send, renew or list'],
        ['[file]', 'file of the plan that is sent or renewed'],
      ],
      options: [
        ['--out <file>', 'file of a new plan, or folder for the plans of list (default: payout-….json)'],
      ],
      sections: ['database', 'gateway'],
      examples: [
        ['gateway payouts plan --config gateway.json --dry-run', 'what a plan would pay'],
        ['gateway payouts plan --config gateway.json --payout-share 0.8', 'writes a plan that pays 80 %'],
        ['gateway payouts send payout-1b4e28ba.json -w takings', 'signs and pays it'],
        ['gateway payouts list', 'all plans of this gateway, and what is paid'],
        ['gateway payouts renew payout-1b4e28ba.json', 'plans again what became void'],
      ],
      load: () => import('../actions/gateway/payouts.js'),
    },
  ],
}
