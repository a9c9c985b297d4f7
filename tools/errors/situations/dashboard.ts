import type { Situation } from './situation.js'

export const dashboard: Situation = {
  title: 'Dashboard',
  first:
    'The process prints the address when it starts. [Who may read](dashboard.md#who-may-read) has the rules.',
  causes: {
    DASHBOARD_EXPOSED: 'Beyond this machine anybody could read questions and answers.',
    DASHBOARD_PAGES_MISSING: 'The package was installed without its files, or a clone could not build them.',
    DASHBOARD_HOST_REFUSED:
      'A proxy or a name leads to the dashboard that it does not know. A page of another site could do the same.',
    DASHBOARD_ORIGIN_REFUSED: 'Another site has asked in the name of the reader.',
    DASHBOARD_TOKEN_REFUSED: 'The cookie has expired, or the token was changed.',
    DASHBOARD_TOKEN_ATTEMPTS: 'Ten wrong tokens came within a minute.',
    DASHBOARD_TIMEOUT: 'The store is slow, or holds more rounds than it can read in time.',
    DASHBOARD_BUSY: 'Many readers, or one who reloads without pause.',
    DASHBOARD_UNKNOWN:
      'A link or bookmark leads to a round, miner or receipt that the store does not keep any more, or never had.',
    DASHBOARD_ANSWER_TOO_LARGE:
      'A round with very many miners or very long answers does not fit into one response.',
  },
}
