import { type AlertGroup, atLeast, shareOf } from '../alert.js'

const asked = 'subnetkit_miner_requests_total'
const threw = `${asked}{code="HANDLER_FAILED"}`
const broken = 'gateway_requests_total{status=~"5.."}'

/** Alerts about miners and gateways. */
export const servingAlerts: readonly AlertGroup[] = [
  {
    name: 'subnetkit-miner',
    heading: 'Miners',
    alerts: [
      {
        name: 'MinerNotReady',
        severity: 'critical',
        expr: 'subnetkit_miner_ready == 0',
        for: '2m',
        summary: 'The miner {{ $labels.instance }} does not serve',
        fix: 'Read `reasons` at /readyz; without a metagraph, check the endpoint of the chain.',
        meaning: 'Validators find the miner absent, and it scores nothing.',
        causes: ['The chain cannot be reached, so that callers cannot be checked.', 'The miner is closing.'],
        commands: ['curl -s http://<instance>/readyz', 'subnet doctor --netuid <netuid>'],
        fires: { series: { subnetkit_miner_ready: '1 0x10' }, at: '4m' },
        silent: { series: { subnetkit_miner_ready: '1 0 1x10' }, at: '4m' },
      },
      {
        name: 'MinerHandlersFail',
        severity: 'critical',
        expr: `${shareOf(threw, asked, '15m')} > 0.05 and ${atLeast(3, threw, '15m')}`,
        for: '5m',
        summary: 'The handler of {{ $labels.instance }} throws in a share of {{ $value }} of the requests',
        fix: 'Read the stack in the log of the miner.',
        meaning: 'Each of these requests scores nothing.',
        causes: ['A defect of the handler.', 'A model, a disk or a service that the handler needs is gone.'],
        commands: ['subnet miner-test --netuid <netuid>'],
        fires: {
          series: {
            'subnetkit_miner_requests_total{synapse="add",code="OK"}': '0+9x40',
            'subnetkit_miner_requests_total{synapse="add",code="HANDLER_FAILED"}': '0+1x40',
          },
          at: '30m',
          value: '0.1',
        },
        silent: {
          series: {
            'subnetkit_miner_requests_total{synapse="add",code="OK"}': '0+9x40',
            'subnetkit_miner_requests_total{synapse="add",code="CALLER_BANNED"}': '0+1x40',
          },
          at: '30m',
        },
      },
      {
        name: 'MinerNotAsked',
        severity: 'warning',
        expr: `(sum by (instance, job) (increase(${asked}[2h])) or subnetkit_miner_ready * 0) == 0`,
        for: '2h',
        summary: 'Nobody has asked the miner {{ $labels.instance }} for hours',
        fix: 'Check that the axon on chain is the address at which others reach the miner.',
        meaning: 'A miner that is never asked earns nothing.',
        causes: ['The axon on chain is old or private.', 'A firewall.', 'The neuron was pruned.'],
        commands: ['subnet doctor --netuid <netuid>', 'subnet serve --netuid <netuid>'],
        fires: { series: { subnetkit_miner_ready: '1x300' }, at: '280m' },
        silent: {
          series: {
            subnetkit_miner_ready: '1x300',
            'subnetkit_miner_requests_total{synapse="add",code="OK"}': '0+1x300',
          },
          at: '280m',
        },
      },
      {
        name: 'MinerQueues',
        severity: 'warning',
        expr: 'min_over_time(subnetkit_miner_handlers_waiting[10m]) > 0',
        for: '5m',
        summary: 'Requests to {{ $labels.instance }} have waited for a handler for ten minutes',
        fix: 'Raise the number of handlers that run at once, or start another worker process.',
        meaning: 'Answers come late, and scores that count latency fall.',
        causes: ['More requests than the model can answer.', 'A handler that hangs.'],
        commands: ['curl -s http://<instance>/metrics'],
        fires: { series: { subnetkit_miner_handlers_waiting: '3x30' }, at: '20m', value: '3' },
        silent: { series: { subnetkit_miner_handlers_waiting: '3x14 0 3x15' }, at: '20m' },
      },
      {
        name: 'MinerReceiptsUnsigned',
        severity: 'warning',
        expr: 'increase(subnetkit_miner_receipts_unsigned_total[1h]) > 0',
        summary: 'Answers of {{ $labels.instance }} have no receipt, since they could not be signed',
        fix: 'Check the key of the miner, or the signer behind its socket.',
        meaning: 'A caller that demands receipts may treat these answers as none.',
        causes: ['The signer is gone.', 'The key cannot be read.'],
        commands: ['subnet doctor --netuid <netuid>'],
        fires: { series: { subnetkit_miner_receipts_unsigned_total: '0x70 4x20' }, at: '80m' },
        silent: { series: { subnetkit_miner_receipts_unsigned_total: '4x90' }, at: '80m' },
      },
    ],
  },
  {
    name: 'subnetkit-gateway',
    heading: 'Gateways',
    alerts: [
      {
        name: 'GatewayErrors',
        severity: 'critical',
        expr: `${shareOf(broken, 'gateway_requests_total', '10m')} > 0.05 and ${atLeast(3, broken, '10m')}`,
        for: '5m',
        summary:
          'A share of {{ $value }} of the requests to {{ $labels.instance }} ends in an error of the gateway',
        fix: 'Compare the status: 503 and 504 point to miners, 500 to the log of the gateway.',
        meaning: 'Clients get no answer. They are not charged for it.',
        causes: [
          'No miner serves the subnet, or all are benched.',
          'The database of keys and budgets is down.',
        ],
        commands: ['curl -s http://<instance>/readyz', 'subnet metagraph <netuid>'],
        fires: {
          series: {
            'gateway_requests_total{subnet="text",endpoint="chat",mode="plain",status="200"}': '0+9x40',
            'gateway_requests_total{subnet="text",endpoint="chat",mode="plain",status="503"}': '0+1x40',
          },
          at: '20m',
          value: '0.1',
        },
        silent: {
          series: {
            'gateway_requests_total{subnet="text",endpoint="chat",mode="plain",status="200"}': '0+9x40',
            'gateway_requests_total{subnet="text",endpoint="chat",mode="plain",status="429"}': '0+1x40',
          },
          at: '20m',
        },
      },
      {
        name: 'GatewaySlow',
        severity: 'warning',
        expr: 'histogram_quantile(0.95, sum by (instance, job, le) (rate(gateway_ttft_seconds_bucket[10m]))) > 5',
        for: '10m',
        summary: 'One client of {{ $labels.instance }} in twenty waits for its answer for {{ $value }} s',
        fix: 'Ask for hedges, and see which miners are slow in the routing of the gateway.',
        meaning: 'Clients wait, and many give up after ten seconds.',
        causes: [
          'The miners of the subnet are busy.',
          'A mode that asks several miners waits for the slowest.',
        ],
        commands: ['curl -s http://<instance>/metrics'],
        fires: {
          series: {
            'gateway_ttft_seconds_bucket{le="5"}': '0+1x40',
            'gateway_ttft_seconds_bucket{le="12"}': '0+10x40',
            'gateway_ttft_seconds_bucket{le="+Inf"}': '0+10x40',
          },
          at: '30m',
          value: '11.61',
        },
        silent: {
          series: {
            'gateway_ttft_seconds_bucket{le="5"}': '0+10x40',
            'gateway_ttft_seconds_bucket{le="12"}': '0+10x40',
            'gateway_ttft_seconds_bucket{le="+Inf"}': '0+10x40',
          },
          at: '30m',
        },
      },
      {
        name: 'GatewayMinersFail',
        severity: 'warning',
        expr: `${shareOf('gateway_miner_calls_total{outcome!~"good|cancelled"}', 'gateway_miner_calls_total', '10m')} > 0.2`,
        for: '10m',
        summary: 'A share of {{ $value }} of the calls of miners by {{ $labels.instance }} fails',
        fix: 'Compare the outcomes: `ours` points to this machine, `unusable` to the protocol, the others to the miners.',
        meaning: 'Another miner is asked in their place, so that answers take longer and cost more.',
        causes: [
          'Miners are overloaded.',
          'Miners run another version of the protocol.',
          'The network of this machine.',
        ],
        commands: ['subnet miner-test --netuid <netuid>'],
        fires: {
          series: {
            'gateway_miner_calls_total{outcome="good",reason="first"}': '0+7x40',
            'gateway_miner_calls_total{outcome="late",reason="first"}': '0+3x40',
          },
          at: '30m',
          value: '0.3',
        },
        silent: {
          series: {
            'gateway_miner_calls_total{outcome="good",reason="first"}': '0+7x40',
            'gateway_miner_calls_total{outcome="cancelled",reason="hedge"}': '0+3x40',
          },
          at: '30m',
        },
      },
    ],
  },
]
