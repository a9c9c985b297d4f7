import { defineExhibits, type Exhibit } from 'subnetkit'
import { protocol } from './protocol.js'

/** Features that the rubric has noted of a proof of leaves, and of the bytes of a range. */
interface Proven {
  readonly isWrong: boolean
}
interface Held {
  readonly score: number | null
}

const blockBytes = 65_536

/** Audits, which the dashboard of a validator shows: which object, which pieces of it, and if they were proven. */
export const exhibits = defineExhibits(protocol, {
  store: ({ input, output }) => [
    checks('Object to keep', [
      { name: input.object, facts: { bytes: input.size }, passed: output === null ? null : output.stored },
    ]),
  ],
  audit: ({ input, output, parts }) => {
    const judged = parts?.features?.proven?.value as Proven | undefined
    return [
      checks(
        'Leaves to prove, 1 KiB each',
        input.objects.map(({ object, size, leaves }, place) => {
          const proof = output?.proofs[place]
          // One wrong proof ends the look at the others, so that it is not known which one it was.
          const passed =
            proof === undefined || judged === undefined ? null : proof.size > 0 && !judged.isWrong
          const answer =
            proof === undefined ? 'none' : proof.size === 0 ? 'lost' : `${proof.size} bytes of proof`
          return { name: object, facts: { bytes: size, leaves: leaves.join(', '), answer }, passed }
        }),
      ),
      ...(judged?.isWrong
        ? [
            {
              kind: 'text',
              title: 'Verdict',
              text: 'One of the proofs is wrong: all count as failed.',
            } as const,
          ]
        : []),
    ]
  },
  deepAudit: ({ input, output, score }) => [
    checks('Sums over leaves', [
      {
        name: input.object,
        facts: {
          bytes: input.size,
          leaves: input.leaves,
          nonce: input.nonce,
          proof: `${output?.proof.size ?? 0} bytes`,
        },
        passed: score === null ? null : score === 1,
      },
    ]),
  ],
  retrieve: ({ input, output, parts }) => {
    const judged = (parts?.features?.held ?? parts?.features?.throughput)?.value as Held | undefined
    return [
      checks('Bytes to return', [
        {
          name: input.object,
          facts: {
            offset: input.first * blockBytes,
            blocks: input.blocks,
            'of bytes': input.size,
            returned: `${output?.bytes.size ?? 0} bytes`,
          },
          passed: judged === undefined ? null : (judged.score ?? 0) > 0,
        },
      ]),
    ]
  },
})

type Rows = Extract<Exhibit, { readonly kind: 'checks' }>['rows']
const checks = (title: string, rows: Rows): Exhibit => ({ kind: 'checks', title, rows })
