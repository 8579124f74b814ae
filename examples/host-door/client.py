#!/usr/bin/env python3
"""A client of ScreenTime's host door (docs/host-door.md) in plain Python: run it, or copy what you need into your editor's script.

usage: client.py TIMELINE CAST FOLDER [COMMAND …]      the command is `screentime` unless you name another
"""

import json
import os
import subprocess
import sys


def analyse(timeline, cast, folder, command):
    os.makedirs(folder, exist_ok=True)
    request, response = (os.path.join(folder, name) for name in ("request.json", "response.json"))
    with open(request, "w", encoding="utf-8") as file:
        json.dump({"apiVersion": 1, "job": {"timeline": os.path.abspath(timeline), "cast": os.path.abspath(cast), "export": ["otio", "csv"]}}, file)
    # Standard error goes to a file: a pipe that nobody reads fills up and stops the host.
    with open(os.path.join(folder, "host.log"), "w") as log:
        host = subprocess.Popen([*command, "host", "--request", request], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, encoding="utf-8")
    try:
        for line in map(json.loads, host.stdout):
            if line["type"] == "progress":
                print(f"{line['stage']}: {line['done']} of {line['total']}", file=sys.stderr)
    except BaseException:
        # To stop a job is to kill it: no process and no partial file stays, and the same request goes on where it was.
        host.kill()
        raise
    host.wait()
    with open(response, encoding="utf-8") as file:
        answer = json.load(file)
    if answer.get("apiVersion") != 1 or answer.get("status") != "done":
        sys.exit(f"client.py: {answer.get('message', 'an answer of another version')}")
    return answer["result"]


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    result = analyse(*sys.argv[1:4], sys.argv[4:] or ["screentime"])
    for marker in result["markers"]:
        print(marker["start"], marker["frames"], marker["character"], marker["timecode"])
    for character in result["characters"]:
        print(character["text"], file=sys.stderr)
