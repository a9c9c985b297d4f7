import { counted } from '../parts/format.js'
import { LineChart } from '../parts/line-chart.js'
import { Card } from '../parts/page.js'
import { Empty } from '../parts/states.js'
import type { GatewayData } from './data.js'

const minuteMs = 60_000
const minutes = 60

/** Requests of a minute, as a rate. */
export function perSecond(requests: number): string {
  const rate = requests / 60
  return rate.toFixed(rate < 10 ? 2 : 0)
}

export function lastMinute({ pace }: GatewayData, at: number) {
  return sumOf(pace.filter((part) => part.at > at - minuteMs))
}

/** Requests of the last hour, minute by minute. */
export function Pace({ data: { pace }, at }: { readonly data: GatewayData; readonly at: number }) {
  const first = Math.floor(at / minuteMs) - minutes + 1
  const byMinute = Array.from({ length: minutes }, (_, place) =>
    sumOf(pace.filter((part) => Math.floor(part.at / minuteMs) === first + place)),
  )
  const all = sumOf(pace)
  const most = Math.max(...byMinute.map(({ requests }) => requests))
  return (
    <Card title="Traffic">
      {all.requests === 0 ? (
        <Empty>No request in the last hour.</Empty>
      ) : (
        <LineChart
          x={byMinute.map((_, place) => place - minutes + 1)}
          xName="minutes from now"
          range={[0, Math.max(most * 1.1, 1)]}
          lines={[
            {
              name: 'requests',
              values: byMinute.map(({ requests }) => requests),
              colour: 'accent',
              isBars: true,
            },
            {
              ...{ name: 'refused or failed', colour: 'bad-fill', isBars: true },
              values: byMinute.map(({ refused, failed }) => refused + failed),
            },
          ]}
          sentence={`${counted(all.requests, 'request')} in the last hour, at most ${most} in a minute; in red, ${all.refused} refused and ${all.failed} failed.`}
        />
      )}
    </Card>
  )
}

function sumOf(parts: GatewayData['pace']) {
  const sum = { requests: 0, refused: 0, failed: 0 }
  for (const { requests, refused, failed } of parts) {
    sum.requests += requests
    sum.refused += refused
    sum.failed += failed
  }
  return sum
}
