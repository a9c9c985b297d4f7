import type { CommandSpec } from '../program/command-spec.js'

/** `subnet verify-answer` */
export const verifyAnswer: CommandSpec = {
  name: 'verify-answer',
  summary: 'check the receipt of an answer of a gateway: its miners, and that it is unchanged',
  description:
    'Takes the body of GET /v1/receipts/{id}, saved as it came. Checks the signature of the gateway, the receipts of the miners, the answer with --answer, the request with --request, and on chain that the miners were registered and had committed to their models. Needs no key. The exit code is 1 if anything is wrong, and the error names it; it is 1 as well for what nothing proves.',
  arguments: [['<file>', 'receipt, as the gateway has sent it']],
  options: [
    ['--answer <file>', 'answer to compare: the body of the response, its stream, or the text alone'],
    ['--request <file>', 'request to compare: the body that was sent'],
    ['--subnet <module>', 'run the views of this subnet over what the miners signed; needs --request'],
    ['--offline', 'do not ask the chain'],
  ],
  examples: [
    ['verify-answer receipt.json --answer answer.json --network finney', 'check all of it'],
    [
      'verify-answer receipt.json --answer answer.json --request request.json --subnet ./subnet.ts',
      'prove an answer that a view rewrites',
    ],
    ['verify-answer receipt.json --offline', 'check signatures and hashes alone'],
  ],
  load: () => import('../actions/gateway/verify-answer.js'),
}
