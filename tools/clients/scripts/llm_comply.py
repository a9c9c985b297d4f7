"""The suite llm-comply. This model reads text only and has no tools, so tests of both have to be refused with 400."""

import json
import os
import subprocess
import sys

from cases import key, model, report, url

program = os.path.join(os.path.dirname(sys.executable), "llm-comply")
asked = [program, "--json", "--format", "openai-chat", "-u", url, "-k", key, "-m", model]
done = subprocess.run(asked, capture_output=True, text=True)
print(done.stdout[:3000], done.stderr[:500])
