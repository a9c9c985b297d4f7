"""Judges requests with the verifier of the official SDK: one JSON object a line in, one verdict a line out."""

import base64
import json
import sys

import bittensor as bt

auth = bt.http_auth
names = {
    "MalformedAuth": "AUTH_MALFORMED",
    "WrongReceiver": "AUTH_WRONG_RECEIVER",
    "StaleRequest": "AUTH_STALE",
    "BadSignature": "AUTH_BAD_SIGNATURE",
    "ReplayedRequest": "AUTH_REPLAYED",
}

for line in sys.stdin:
    given = json.loads(line)
    try:
        auth.verify(
            dict(given["headers"]),
            base64.b64decode(given["body"]),
            method=given["method"],
            path=given["target"],
            self_hotkey_ss58=given["self"],
            now_ns=int(given["now"]),
        )
        verdict = "ok"
    except Exception as error:  # the verdict is the class, whatever it is
        name = type(error).__name__
        verdict = names.get(name, f"raised {name}")
    print(verdict, flush=True)
