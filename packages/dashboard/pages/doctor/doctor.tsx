import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { Checks } from '../parts/checks.js'
import { duration, number, timeOfDay } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { Empty, Loaded } from '../parts/states.js'
import type { DoctorData } from './data.js'

/** The checks of `subnet doctor`, the alarms since the start, and what the process uses. */
export function Doctor() {
  const query = useQuery(
    'doctor',
    (signal) => api.doctor.query(undefined, { signal }),
    ({ kind }) => kind === 'head-seen' || kind.startsWith('trouble') || kind.startsWith('idle'),
  )
  return (
    <Page title="Doctor" lead="The first check that fails is usually the cause of those below it.">
      <Loaded query={query}>
        {(data) => (
          <>
            <Card title={data.ok ? 'The process: no check fails' : 'The process'}>
              <Checks checks={data.checks} />
            </Card>
            <Checkup />
            <Card title="Alarms since the start">
              <Alarms alarms={data.alarms} />
            </Card>
            <Usage usage={data.process} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** Keys, chain and subnet: the rest of what `subnet doctor` examines. */
function Checkup() {
  const query = useQuery(
    'checkup',
    (signal) => api.checkup.query(undefined, { signal }),
    ({ kind }) => kind === 'round-planned' || kind === 'weights-set',
  )
  return (
    <Loaded query={query}>
      {({ groups }) =>
        groups.map(({ name, checks }) => (
          <Card key={name} title={name}>
            <Checks checks={checks} />
          </Card>
        ))
      }
    </Loaded>
  )
}

function Alarms({ alarms }: Pick<DoctorData, 'alarms'>) {
  if (alarms.length === 0) return <Empty>There was none.</Empty>
  return (
    <ul class="failures">
      {alarms.map(({ at, code, sentence, fix, isOpen, count }) => (
        <li key={code}>
          <Pill tone={isOpen ? 'bad' : 'idle'}>{isOpen ? 'lasts' : 'reported'}</Pill>
          <div>
            <code>{code}</code>{' '}
            <span class="muted number">
              {timeOfDay(at)}, {number(count)} ×
            </span>
            <p>
              {sentence}. {fix}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Usage({ usage }: { readonly usage: DoctorData['process'] }) {
  const { memoryBytes, cpuSeconds, uptimeSeconds, pid, node, platform } = usage
  return (
    <Figures>
      <Figure label="Memory" value={`${number(memoryBytes / 1e6)} MB`} note="resident" />
      <Figure
        label="CPU"
        value={duration(cpuSeconds * 1_000)}
        note={`in ${duration(uptimeSeconds * 1_000)}`}
      />
      <Figure label="Process" value={pid} note={`Node ${node}, ${platform}`} />
    </Figures>
  )
}
