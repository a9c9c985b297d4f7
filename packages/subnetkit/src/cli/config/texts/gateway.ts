import type { SectionTexts } from './setting-text.js'

/** Settings of a gateway. Amounts are micro-credits, in which its operator sells. */
export const gatewayTexts = {
  beside: {
    text: 'run the gateway in the process of subnet validator, with its wallet and chain: true or false',
    flags: '--gateway <boolean>',
    fallback: 'false',
    only: 'validator',
  },
  host: {
    text: 'address to listen on; 0.0.0.0 or :: for all',
    flags: '--host <address>',
    fallback: '127.0.0.1',
  },
  port: { text: 'port that the gateway listens on', flags: '--gateway-port <number>', fallback: '8080' },
  model: {
    text: 'name by which clients ask for the subnet',
    flags: '--model <name>',
    fallback: 'the name of the subnet',
  },
  models: {
    text: 'further subnets of the chain as module@netuid, separated by commas; =name names one, and :500 or :500:20 after that is its price of an answer and of 1,000 tokens',
    flags: '--gateway-models <list>',
    fallback: 'none',
  },
  aliases: { text: 'other names for it, such as gpt-4o-mini, separated by commas', fallback: 'none' },
  priceFixed: {
    text: 'price of an answer, in micro-credits',
    flags: '--price-fixed <number>',
    fallback: '0',
  },
  pricePerThousandTokens: {
    text: 'price of 1,000 tokens of prompts and answers, in micro-credits',
    flags: '--price-tokens <number>',
    fallback: '0',
  },
  cap: {
    text: 'micro-credits that all keys together may spend in capSeconds',
    flags: '--gateway-cap <number>',
    fallback: 'no limit',
  },
  capSeconds: { text: 'time after which they may be spent again, in seconds', fallback: '86400' },
  'deposits.address': {
    text: 'SS58 address of an sr25519 key of the operator, below which each prepaid key is paid for in TAO; no secret is needed',
    flags: '--deposit-address <address>',
    fallback: 'TAO is not accepted',
  },
  'deposits.creditsPerTao': {
    text: 'micro-credits for one TAO',
    flags: '--credits-per-tao <number>',
    fallback: 'none: needed with an address',
  },
  'deposits.minimumRao': { text: 'smallest transfer that is credited, in rao', fallback: '10000000' },
  'deposits.archive': {
    text: 'archive node for deposits in blocks that the node has pruned: archive, or a URL',
    fallback: 'none',
  },
  'organic.enabled': {
    text: 'let requests of keys whose owners have agreed feed scores: true or false; needs beside',
    flags: '--organic <boolean>',
    fallback: 'false',
    only: 'validator',
  },
  'organic.share': {
    text: "most that they may be of a miner's mean in a round, from 0 to 0.2",
    fallback: '0.2',
  },
  'organic.replayShare': {
    text: 'share of probes that are questions of owners who have agreed to it, from 0 to 1',
    fallback: '0.25',
  },
  'organic.crossCheckShare': {
    text: "share of requests whose answer is compared with that of another operator's miner, from 0 to 1",
    fallback: '0.05',
  },
  'payouts.share': {
    text: 'share of what prepaid keys were charged that goes to the owners of the miners, from 0 to 1',
    flags: '--payout-share <share>',
    fallback: 'none: needed for a plan',
  },
  'payouts.minimumRao': {
    text: 'smallest payment of a plan, in rao; less is paid later',
    fallback: '10000000',
  },
  maxBodyBytes: { text: 'largest body of a request, in bytes', fallback: '1048576' },
  maxInFlight: {
    text: 'requests in flight, of all keys together, of which a key without a limit of its own may have a quarter; more are refused',
    fallback: '1024',
  },
  origins: {
    text: 'origins of web pages that may call it, separated by commas; * for any',
    flags: '--origins <list>',
    fallback: 'none',
  },
  publicUrl: {
    text: 'URL at which clients reach it through a proxy, for links to pictures',
    flags: '--public-url <url>',
    fallback: 'the address that they use, over plain HTTP',
  },
  directory: {
    text: 'folder for keys and budgets, where there is no database URL',
    flags: '--gateway-directory <folder>',
    fallback: 'gateway in ~/.local/state/subnetkit',
    path: 'file',
  },
  allowPrivateAddresses: {
    text: 'ask miners at addresses that are not public: true or false',
    fallback: 'true on a devnet, otherwise false',
  },
  'metrics.port': {
    text: 'port of metrics, apart from that of callers',
    flags: '--metrics-port <number>',
    fallback: 'no metrics',
  },
  'metrics.host': { text: 'address of the metrics', fallback: '127.0.0.1' },
  telemetry: { text: 'traces for the OpenTelemetry SDK of the process: true or false', fallback: 'false' },
  statusPort: {
    text: 'port of 127.0.0.1 at which the gateway shows what it does to the dashboard of a validator or coordinator in another process, which looks there by the same setting',
    flags: '--gateway-status <port>',
    fallback: 'no status',
  },
  receipts: {
    text: 'keep receipts of answers, which state who gave them: true or false',
    fallback: 'true',
  },
  receiptDays: { text: 'days for which a receipt is kept', fallback: '30' },
  receiptCount: { text: 'receipts that are kept, at most', fallback: '100000' },
  stopMs: { text: 'time for running requests when it stops, in ms', fallback: '10000' },
} as const satisfies SectionTexts
