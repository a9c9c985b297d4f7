"""What the scripts share: the gateway that they play against, and one line of JSON for each case."""

import json
import os
import sys
import traceback

url = os.environ["GATEWAY_URL"]
model = os.environ["GATEWAY_MODEL"]
tools_model = os.environ["GATEWAY_TOOLS_MODEL"]
vector = json.loads(os.environ["GATEWAY_VECTOR"])
greeting = os.environ["GATEWAY_GREETING"]
key = os.environ["GATEWAY_KEY"]
spent_key = os.environ["GATEWAY_SPENT_KEY"]
other_key = os.environ["GATEWAY_OTHER_KEY"]

person_schema = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


weather_tool = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def same_vector(found):
    assert len(found) == len(vector) and all(abs(a - b) < 1e-6 for a, b in zip(found, vector)), found


def report(name, why=None):
    line = {"case": name, "ok": why is None} | ({} if why is None else {"why": why[:500]})
    # Clients may write to the same output from other threads.
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def play(name, run):
    """Plays one case, and prints how it went."""
    try:
        run()
        report(name)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        report(name, f"{type(error).__name__}: {error} ({where.line})")


def fails(run, kind, check=lambda error: True):
    """Passes for a call that fails as it should."""
    try:
        run()
    except kind as error:
        assert check(error), f"another error: {error!r}"
        return
    raise AssertionError("it passed, and should have failed")
