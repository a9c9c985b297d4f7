"""The suite llm-comply. This model reads text only and has no tools, so tests of both have to be refused with 400."""

import json
import os
import subprocess
import sys

from cases import key, model, report, url

program = os.path.join(os.path.dirname(sys.executable), "llm-comply")
asked = [program, "run", "--json", "--format", "openai-chat", "-u", url, "-k", key, "-m", model]
done = subprocess.run(asked, capture_output=True, text=True)
for result in json.loads(done.stdout)["results"]:
    name, status, errors = result["id"], result["status"], result.get("errors", [])
    if name in ("chat-tool-calling", "chat-image-input"):
        refused = any("HTTP 400" in error for error in errors)
        report(name, None if refused else f"{status} instead of a refusal: {errors}")
    elif status != "skipped":
        report(name, None if status == "passed" else "; ".join(errors))
