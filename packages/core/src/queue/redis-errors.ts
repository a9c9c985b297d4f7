import { isSubnetError, reasonOf, type SubnetError } from '@subnetkit/base'
import { coreError } from '../errors.js'

/** Errors of TLS that mean that the certificate of the server is not trusted. */
const untrusted = /certificate|SELF_SIGNED|ERR_TLS_CERT_ALTNAME_INVALID/i

const lost =
  /ClusterAllFailed|Failed to refresh slots|Too many Cluster redirections|Cluster isn't ready|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|Connection is closed|Socket closed|SSL|max number of clients|^(LOADING|MASTERDOWN|CLUSTERDOWN|UNBLOCKED|BUSY|TRYAGAIN)\b/

/** Returns the trouble that an error of Redis stands for, with a code and a fix; null for an error of a single job. */
export function redisTrouble(error: unknown, backend: string): SubnetError | null {
  if (isSubnetError(error)) return error
  const detail = reasonOf(error)
  const code = (Object(error) as { code?: unknown }).code
  const options = { cause: error }
  if (/^OOM\b/.test(detail)) return coreError('QUEUE_FULL', { backend, detail }, options)
  if (/^READONLY\b/.test(detail)) return coreError('QUEUE_READ_ONLY', { backend }, options)
  if (/^MISCONF\b/.test(detail)) return coreError('QUEUE_UNSAVED', { backend, detail }, options)
  if (/^(WRONGPASS|NOAUTH)\b|AUTH.*without any password|invalid password/.test(detail)) {
    return coreError('QUEUE_LOGIN_REFUSED', { backend, detail }, options)
  }
  if (/\bNOPERM\b|ACL failure|has no permissions/.test(detail)) {
    return coreError('QUEUE_NOT_PERMITTED', { backend, detail }, options)
  }
  if (/^MOVED\b|^CROSSSLOT\b/.test(detail)) return coreError('QUEUE_CLUSTERED', { backend }, options)
  if (untrusted.test(`${detail} ${String(code)}`)) {
    return coreError('QUEUE_CERTIFICATE_UNTRUSTED', { backend, detail }, options)
  }
  if (lost.test(detail)) return coreError('QUEUE_UNAVAILABLE', { backend, detail }, options)
  return null
}
