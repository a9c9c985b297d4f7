"""The suite llm-comply, over chats and over responses.

No model here reads pictures, and responses have no tools: tests of both have to be refused with 400.
"""

import json
import os
import subprocess
import sys

from cases import key, report, tools_model, url

program = os.path.join(os.path.dirname(sys.executable), "llm-comply")
refusals = ("chat-image-input", "image-input", "tool-calling")
for dialect in ("openai-chat", "open-responses"):
    asked = [program, "run", "--json", "--format", dialect, "-u", url, "-k", key, "-m", tools_model]
    done = subprocess.run(asked, capture_output=True, text=True)
    for result in json.loads(done.stdout)["results"]:
        name, status, errors = result["id"], result["status"], result.get("errors", [])
        if name in refusals:
            refused = any("HTTP 400" in error for error in errors)
            report(name, None if refused else f"{status} instead of a refusal: {errors}")
        elif status != "skipped":
            report(name, None if status == "passed" else "; ".join(errors))
