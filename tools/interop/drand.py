"""bittensor_drand, the timelock of the official SDKs. One JSON request on stdin, one JSON answer on stdout."""

import json
import sys

import bittensor_drand as drand

request = json.load(sys.stdin)
signature = request["signature"]

opened = [drand.decrypt_with_signature(bytes.fromhex(sealed), signature).hex() for sealed in request["envelopes"]]
sealed = [drand.encrypt_at_round(bytes.fromhex(plain), request["round"])[0].hex() for plain in request["plaintexts"]]
commits = [
    {"round": round_, "commit": commit.hex()}
    for commit, round_ in (
        drand.get_encrypted_commit_v2(
            uids=plan["uids"],
            weights=plan["values"],
            version_key=plan["versionKey"],
            last_epoch_block=plan["lastEpochBlock"],
            pending_epoch_at=plan["pendingEpochAt"],
            subnet_epoch_index=plan["epochIndex"],
            tempo=plan["tempo"],
            blocks_since_last_step=plan["blocksSinceLastStep"],
            current_block=plan["block"],
            subnet_reveal_period_epochs=plan["revealPeriod"],
            block_time=plan["blockTime"] / 1000,
            hotkey=bytes.fromhex(plan["hotkey"]),
        )
        for plan in request["plans"]
    )
]
print(json.dumps({"opened": opened, "sealed": sealed, "commits": commits}))
