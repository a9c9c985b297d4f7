import { gatewayMetrics, processMetrics } from '@subnetkit/transport/operate'
import { expect, it } from 'vitest'
import { createGatewayMetrics } from './gateway-metrics.js'

const gauges = async () => ({ benchedMiners: 2, reserved: 40n, openStreams: 3 })
const request = { endpoint: 'chat', mode: 'plain', seconds: 0.2 } as const

it('shows what was counted; values that no operator has chosen are other', async () => {
  using metrics = await createGatewayMetrics({ subnets: ['text'], gauges })
  const { meter } = metrics
  meter.requested({ ...request, subnet: 'text', status: 200 })
  meter.requested({ ...request, subnet: 'sn_live_planted', mode: 'planted', status: 418 })
  meter.answerable({ ...request, subnet: 'text' })
  meter.called({ reason: 'hedge', outcome: 'good' })
  meter.called({ reason: 'hedge', outcome: 'cancelled' })
  meter.agreed(2 / 3)
  meter.used({ prompt: 7, completion: 3 })
  meter.spent(12n)
  meter.limited('quota')
  const text = await metrics.text()
  const lines = text.split('\n').filter((line) => line.startsWith('gateway_'))
  expect(lines).toEqual(
    expect.arrayContaining([
      'gateway_requests_total{subnet="text",endpoint="chat",mode="plain",status="200"} 1',
      'gateway_requests_total{subnet="other",endpoint="chat",mode="other",status="other"} 1',
      'gateway_ttft_seconds_count{subnet="text",endpoint="chat",mode="plain"} 1',
      'gateway_miner_calls_total{outcome="good",reason="hedge"} 1',
      'gateway_hedge_wins_total 1',
      'gateway_agreement_ratio_bucket{le="0.67"} 1',
      'gateway_tokens_total{direction="completion"} 3',
      'gateway_spend_microcredits_total 12',
      'gateway_limited_total{kind="quota"} 1',
      'gateway_benched_miners 2',
      'gateway_reserved_microcredits 40',
      'gateway_streams_open 3',
    ]),
  )
  expect(text).not.toContain('planted')
  const named = [...text.matchAll(/^([a-z]\w*?)(?:_bucket|_sum|_count)?(?:\{.*\})? \S+$/gm)].map(
    ([, name]) => name,
  )
  expect([...new Set(named)].toSorted()).toEqual(
    Object.keys({ ...processMetrics, ...gatewayMetrics }).toSorted(),
  )
})
