/** Target of the request for receipts: no synapse can have this name. */
export const receiptsTarget = '/.receipts'

/** Header with which a caller asks for receipts, and in which an answer carries them. */
export const receiptsHeader = 'X-Subnetkit-Receipts'
