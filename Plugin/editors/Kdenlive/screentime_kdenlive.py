#!/usr/bin/env python3
"""Who is on screen in a Kdenlive project, as guides in a copy of it: project.kdenlive gives project.screentime.kdenlive. The project itself is never touched.

usage: screentime_kdenlive.py PROJECT.kdenlive [--cast CAST]
"""

import argparse
import os
import shutil
import subprocess
import sys

import door


def tell(text, failed=False):
    """Says it where the user looks: the file manager has no terminal."""
    print(text, file=sys.stderr if failed else sys.stdout)
    if shutil.which("kdialog") and os.environ.get("DISPLAY") and not sys.stderr.isatty():
        subprocess.run(["kdialog", "--title", "ScreenTime", "--error" if failed else "--msgbox", text], check=False)


def tag(project, cast):
    """Returns the copy with guides, and sentences for the user."""
    if not os.path.isfile(project):
        raise door.DoorError(f"there is no project {project}")
    cast = cast or door.settings().get("cast")
    if not cast:
        raise door.DoorError("no cast is chosen: run 'screentime install kdenlive --cast FOLDER', or give --cast")
    folder = os.path.splitext(os.path.abspath(project))[0] + ".screentime"
    result_folder = os.path.join(folder, "result")
    job = {"timeline": os.path.abspath(project), "cast": os.path.abspath(cast), "out": result_folder, "export": ["kdenlive", "csv", "json"]}
    os.makedirs(folder, exist_ok=True)
    run = door.Run(door.command(), door.write_request(folder, job))
    try:
        for line in run.lines():
            if line["type"] == "progress" and line.get("total"):
                print(f"\r{line['stage']}: {line['done'] * 100 // line['total']} %   ", end="", file=sys.stderr)
    except BaseException:
        run.cancel()
        raise
    print(file=sys.stderr)
    result = run.answer()
    written = [path for path in result["files"] if path.endswith(".kdenlive")]
    if not written:
        raise door.DoorError("ScreenTime wrote no project")
    copy = os.path.splitext(os.path.abspath(project))[0] + ".screentime.kdenlive"
    # Beside the project, since its media are found from there; whole or not at all.
    shutil.copyfile(written[0], copy + ".part")
    os.replace(copy + ".part", copy)
    return copy, [character["text"] for character in result["characters"]]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("project")
    arguments.add_argument("--cast")
    given = arguments.parse_args()
    try:
        copy, sentences = tag(given.project, given.cast)
    except door.DoorError as error:
        tell(f"ScreenTime: {error}", failed=True)
        return 1
    tell("\n".join([*sentences, f"The guides are in {copy}"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
