import { defineErrors } from '@subnetkit/base'

/** Failures of the dashboard and refusals of its server. */
export const dashboardError = defineErrors({
  DASHBOARD_EXPOSED: {
    message: 'the dashboard would listen on {host}, beyond this machine, without a token',
    fix: 'Set the dashboard.token of the validator to at least 16 characters (SUBNETKIT_VALIDATOR_DASHBOARD_TOKEN), or listen on 127.0.0.1.',
  },
  DASHBOARD_PAGES_MISSING: {
    message: 'the pages of the dashboard are not where they should be: {detail}',
    fix: 'Install the package again; in a clone of the repository, run `npm ci`.',
  },
  DASHBOARD_UNKNOWN: {
    message: 'there is no {what}',
    fix: 'Choose one from the list: the validator keeps a limited number of rounds.',
    status: 404,
  },
  DASHBOARD_HOST_REFUSED: {
    message: 'the request names the host {host}, which the dashboard does not answer for',
    fix: 'Open the address that the log names, or add the name to dashboard.hosts.',
    status: 403,
  },
  DASHBOARD_ORIGIN_REFUSED: {
    message: 'the request comes from another site',
    fix: 'Open the dashboard in a tab of its own.',
    status: 403,
  },
  DASHBOARD_TOKEN_REFUSED: {
    message: 'the request has no valid token',
    fix: 'Paste the token of the configuration (dashboard.token).',
    status: 401,
  },
  DASHBOARD_TOKEN_ATTEMPTS: {
    message: 'too many wrong tokens were tried in the last minute',
    fix: 'Wait a minute, then paste the token again.',
    transient: true,
    status: 429,
  },
  DASHBOARD_BUSY: {
    message: 'the dashboard answers as many requests as it may at once',
    fix: 'Close other tabs of the dashboard, or try again in a moment.',
    transient: true,
    status: 503,
  },
  DASHBOARD_TIMEOUT: {
    message: 'the data were not there within {seconds} s',
    fix: 'Wait a moment: the page asks again. Look at the checks if it lasts: the chain, the store or the machine is overloaded.',
    transient: true,
    status: 503,
  },
  DASHBOARD_ANSWER_TOO_LARGE: {
    message: 'the answer has more than {bytes} bytes',
    fix: 'Ask for a smaller page of it.',
  },
})
