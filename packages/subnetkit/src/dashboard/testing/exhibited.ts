import { Bytes, type Exhibits, type Families, type Protocol, type Subnet } from '../../index.js'

/** Things that a miner could put into a text. */
export const hostile = {
  html: '<img src=x onerror="document.title=1"><script>document.title=2</script>',
  turned: '\u202Egnp.exe\u2066',
  line: 'x'.repeat(1_000_000),
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A subnet whose receipts have something of each kind to look at, of the worst that a miner could send. */
export function exhibited<P extends Protocol, F extends Families<P>>(subnet: Subnet<P, F>): Subnet<P, F> {
  const exhibits: Exhibits = {
    of: subnet.protocol,
    show: (_, { truth, score }) => [
      { kind: 'text', title: 'Answer', text: `${hostile.html}${hostile.turned}${hostile.line}` },
      { kind: 'text', title: 'Right answer', text: String(truth) },
      { kind: 'picture', title: 'Picture', file: new Bytes({ size: png.length, chunks: () => [png] }) },
      {
        ...{ kind: 'fan', title: 'Forecast', axis: 'steps ahead' },
        points: [1, 3, 6, 12].map((at) => ({
          at,
          samples: Array.from({ length: 64 }, (_, place) => 100 + at * Math.sin(place)),
          ...(at < 12 && { outcome: 100 + at / 3 }),
        })),
      },
      {
        ...{ kind: 'checks', title: 'Audit' },
        rows: [true, false, null].map((passed, place) => ({
          name: 'ab'.repeat(32),
          facts: { offset: 65_536 * place, answer: `${score}` },
          passed,
        })),
      },
    ],
  }
  return { ...subnet, exhibits }
}
