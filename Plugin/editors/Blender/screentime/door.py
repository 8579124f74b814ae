"""ScreenTime's host door (docs/host-door.md): request in, JSON lines out, answer in a file. Knows nothing of Blender."""

import json
import os
import shutil
import subprocess
import sys

API_VERSION = 1


class DoorError(Exception):
    """One sentence for the user."""


def config_folder():
    """Where `screentime install` leaves what editors need to know."""
    if os.environ.get("SCREENTIME_SETTINGS"):
        return os.environ["SCREENTIME_SETTINGS"]
    if sys.platform == "win32":
        return os.path.join(os.environ.get("APPDATA", os.path.expanduser("~")), "ScreenTime")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/ScreenTime")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "screentime")


def settings():
    """The settings for editors; empty where there are none that can be read."""
    try:
        with open(os.path.join(config_folder(), "editors.json"), encoding="utf-8") as file:
            found = json.load(file)
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def command(preferred=""):
    """The command as a list of words: what the user set, else what was installed, else what is on the PATH."""
    if preferred:
        return [preferred]
    installed = settings().get("command")
    if isinstance(installed, list) and installed and all(isinstance(word, str) for word in installed):
        if shutil.which(installed[0]):
            return installed
    found = shutil.which("screentime")
    if found:
        return [found]
    raise DoorError("ScreenTime was not found: run 'screentime install blender', or name the command in the add-on's preferences")


def write_request(folder, job):
    """Writes a request and returns its path."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "request.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"apiVersion": API_VERSION, "job": job}, file, indent=1)
    return path


class Run:
    """A running job. Iterate over `lines()`; then `answer()`. `cancel()` kills it: no process and no partial file stays."""

    def __init__(self, words, request):
        self.response = os.path.join(os.path.dirname(request), "response.json")
        self._log = open(os.path.join(os.path.dirname(request), "host.log"), "w", encoding="utf-8")
        quiet = {"creationflags": subprocess.CREATE_NO_WINDOW} if sys.platform == "win32" else {}
        # An answer of an earlier run must not be taken for this one's, even if the command cannot be started.
        if os.path.exists(self.response):
            os.remove(self.response)
        try:
            self._process = subprocess.Popen(
                [*words, "host", "--request", request],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log, encoding="utf-8", errors="replace", **quiet)
        except OSError as error:
            self._log.close()
            raise DoorError(f"{words[0]} cannot be started ({error.strerror}): run 'screentime install blender' again") from error

    def lines(self):
        """What the host says, as dictionaries; what is no line of the door's is passed over."""
        for text in self._process.stdout:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict) and isinstance(line.get("type"), str):
                yield line

    def cancel(self):
        self._process.kill()

    def answer(self):
        """The checked result. Raises DoorError with the host's sentence, or because the answer is none."""
        code = self._process.wait()
        self._process.stdout.close()
        self._log.close()
        try:
            with open(self.response, encoding="utf-8") as file:
                response = json.load(file)
        except (OSError, ValueError):
            raise DoorError(f"ScreenTime gave no answer (exit code {code}); {self._log.name} says more") from None
        return check(response)


def check(response):
    """The result in an answer, checked whole before anything of it is used."""
    if not isinstance(response, dict) or response.get("apiVersion") != API_VERSION:
        raise DoorError("ScreenTime's answer is of a version that this add-on does not know: run 'screentime install blender' again")
    if response.get("status") != "done":
        raise DoorError(str(response.get("message") or "ScreenTime gave no reason"))
    result = response.get("result")
    try:
        timeline, length = result["timeline"], result["timeline"]["frameCount"]
        sound = isinstance(timeline["name"], str) and is_frame(length) and isinstance(result["cast"], str) and isinstance(result["run"], str)
        for marker in result["markers"]:
            sound = sound and all(isinstance(marker[key], str) for key in ("character", "name", "color", "timecode")) and isinstance(marker.get("text", ""), str)
            sound = sound and is_frame(marker["start"]) and is_frame(marker["frames"]) and marker["frames"] > 0
            sound = sound and marker["start"] + marker["frames"] <= length and 0 <= marker["confidence"] <= 1
        sound = sound and all(isinstance(character["text"], str) and isinstance(character["id"], str) for character in result["characters"])
        sound = sound and all(isinstance(text, str) for text in [*result["files"], *result["messages"]])
        sound = sound and all(is_frame(unknown["start"]) and is_frame(unknown["frames"]) for unknown in result["unknowns"])
    except (TypeError, KeyError):
        sound = False
    if not sound:
        raise DoorError("ScreenTime's answer is damaged; nothing was changed")
    return result


def is_frame(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
