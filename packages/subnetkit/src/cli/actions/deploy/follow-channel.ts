/** Channel that a deployment follows. */
export interface Updates {
  readonly channel: string
  /** SS58 address of the key that signs it. */
  readonly key: string
}

/** Time that a pod may wait for its window, in s. */
const longestWait = 3_600

const ask =
  "const ask = () => fetch('http://127.0.0.1:9465/window').then(r => r.ok || setTimeout(ask, 2000)).catch(() => {}); ask()"

/** Replaces one part of a file; throws if it is not there once, since a file of ours is wrong then. */
function replaceOnce(text: string, part: string, by: string): string {
  const [before, after, ...more] = text.split(part)
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`the kit has no place for updates: ${part}`)
  return `${before}${by}${after}`
}

/** Changes of files by their path: systemd starts the supervisor, and a pod waits for its window before it stops. */
const changes: Readonly<Record<string, readonly (readonly [part: string, by: string])[]>> = {
  'README.md': [['--one-top-level=/opt/__NAME__/validator ', '--one-top-level=/opt/__NAME__/supervisor ']],
  'systemd/validator.service': [
    [
      '#   tar -xzf release/__BASE__-validator.tgz --one-top-level=/opt/__NAME__/validator --strip-components=1\n',
      // Every package has the supervisor in it.
      '#   tar -xzf release/__BASE__-validator.tgz --one-top-level=/opt/__NAME__/supervisor --strip-components=1\n',
    ],
    ['WorkingDirectory=/opt/__NAME__/validator', 'WorkingDirectory=/opt/__NAME__/supervisor'],
    [
      'ExecStart=/usr/bin/node run.mjs --config',
      '# Releases of the channel go to the state directory; the supervisor replaces them in a window and rolls bad ones back.\nExecStart=/usr/bin/node node_modules/subnetkit/dist/cli/main.js supervise --config',
    ],
    [
      '# Longer than it takes to end what it is doing.\nTimeoutStopSec=60',
      '# Only the supervisor is asked to end; it has the validator end in its own time.\nKillMode=mixed\nTimeoutStopSec=90',
    ],
  ],
  'kubernetes/overlays/validator/validator.yaml': [
    [
      '      # Longer than it takes to end what it is doing.\n      terminationGracePeriodSeconds: 60',
      `      # A pod is not stopped in the middle of a round: it waits for its window for an hour at most.\n      terminationGracePeriodSeconds: ${longestWait}`,
    ],
    [
      '          imagePullPolicy: IfNotPresent\n',
      `          imagePullPolicy: IfNotPresent\n          lifecycle:\n            preStop:\n              exec:\n                command:\n                  - /nodejs/bin/node\n                  - -e\n                  - "${ask}"\n`,
    ],
  ],
}

/** Returns a file of the kit as a deployment has it that follows a channel. */
export const followChannel = (path: string, text: string): string =>
  (changes[path] ?? []).reduce((changed, [part, by]) => replaceOnce(changed, part, by), text)
