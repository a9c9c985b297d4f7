/** Target of the request for receipts: no synapse can have this name. */
export const receiptsTarget = '/.receipts'

/** Header in which an answer names the receipts of calls that its handler made. It is the word of the miner. */
export const calleesHeader = 'X-Subnetkit-Calls'

/** Header with which a caller asks for receipts, and in which an answer carries them. */
export const receiptsHeader = 'X-Subnetkit-Receipts'
