import type { Situation } from './situation.js'

export const records: Situation = {
  title: 'Score records, audits, proposals and votes',
  first:
    '`subnet receipts verify FILE` compares records with the chain, `subnet proposals` lists proposals with their votes. [Score records](receipts.md) and [governance](governance.md) explain both.',
  causes: {
    RECORDS_REFUSED: {
      cause:
        'The validator has published no address, serves no records, does not know the hotkey that asks as a miner, or has none of it yet: a round is served once its secret is revealed.',
      remedy:
        'Follow the line after the message; with `--url` you can name an address that its operator gave you.',
    },
    RECORDS_FOREIGN: 'The answer is no records, or records of another miner or validator.',
    RECORDS_INVALID:
      'The file was cut or edited, or does not fit the root that its validator has signed. The detail names the line and the part.',
    ROUND_SECRET_MISMATCH:
      'The secret that was revealed is not the one whose hash was published before the round, or the two are of different rounds.',
    MINER_UNKNOWN:
      'The hotkey is not registered on the subnet of this store, is its own validator, or has left; a uid may have another hotkey by now.',
    ROUND_NOT_KEPT:
      'A round is named by its first block. That one was never folded, is still open, or is older than `keepRounds`.',
    PROPOSAL_INVALID:
      'The file is no proposal in the format of this version: a field is missing, unknown or of the wrong form.',
    PROPOSAL_MISMATCH:
      'The text was changed after it was proposed, if only by a space, or it is another proposal.',
    PROPOSAL_ELSEWHERE:
      'The proposal was made for another chain or subnet than the one that the command works on.',
    PROPOSAL_CLOSED: 'Votes count at one block, and that block is over.',
    PROPOSAL_UNPUBLISHED: 'The proposer has withdrawn it, or has not published it from that hotkey.',
    BALLOT_FULL: {
      cause:
        'A commitment on chain has room for a few proposals and votes, and those of this hotkey fill it.',
      remedy:
        'Withdraw one that is decided: `subnet propose --withdraw sha256:<hash>`, or `subnet vote sha256:<hash> withdraw`.',
    },
  },
}
