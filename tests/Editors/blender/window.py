"""Drives the add-on in a window of Blender's as a person does: presses its button, waits, presses it again, and stops that run with Escape.

usage: blender --factory-startup --enable-event-simulate --python window.py -- FILM WORK
WORK gets window.json: what was there after each step.
"""

import json
import os
import sys
import time

import bpy

film, work = sys.argv[sys.argv.index("--") + 1:][:2]
sys.path.insert(0, os.environ["SCREENTIME_ADDON"])
import screentime  # noqa: E402

screentime.register()
scene = bpy.context.scene
scene.render.fps, scene.render.fps_base = 25, 1
scene.sequence_editor_create().sequences.new_movie("film", film, 1, 1)
scene.frame_start, scene.frame_end = 1, 291
scene.timeline_markers.new("mine", frame=5)
bpy.ops.wm.save_as_mainfile(filepath=os.path.join(work, "project.blend"))
outcome, runs, seen = {}, [], set()

made = screentime.door.Run.__init__


def noted(run, *words):
    made(run, *words)
    runs.append(run)


screentime.door.Run.__init__ = noted


def markers():
    return sorted([marker.frame, marker.name] for marker in scene.timeline_markers)


def in_sequencer(operate):
    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    area.type = "SEQUENCE_EDITOR"
    with bpy.context.temp_override(window=window, area=area, region=next(region for region in area.regions if region.type == "WINDOW")):
        return operate()


def press():
    return sorted(in_sequencer(lambda: bpy.ops.screentime.analyze("INVOKE_DEFAULT")))


def end():
    with open(os.path.join(work, "window.json"), "w", encoding="utf-8") as file:
        json.dump(outcome, file)
    bpy.ops.wm.quit_blender()


def steps():
    """Each yield lets Blender go on until what it gives is true."""
    yield lambda: bool(bpy.context.window_manager.windows)
    outcome["pressed"] = press()
    yield lambda: scene.screentime.totals
    outcome["first"], outcome["totals"], outcome["firstExit"] = markers(), scene.screentime.totals, runs[0]._process.poll()

    # Slow, and with nothing in its cache, so that the window, which is alive meanwhile, has the time to say how far it is.
    os.environ["COLOUR_PLUGIN_DELAY"], os.environ["SCREENTIME_CACHE"] = "300", os.path.join(work, "cache")
    outcome["pressedAgain"] = press()
    yield lambda: "%" in scene.screentime.progress
    outcome["progressAgain"] = scene.screentime.progress
    bpy.context.window_manager.windows[0].event_simulate(type="ESC", value="PRESS", x=10, y=10)
    yield lambda: runs[1]._process.poll() is not None and not scene.screentime.progress
    outcome["second"], outcome["totalsAgain"], outcome["secondExit"] = markers(), scene.screentime.totals, runs[1]._process.poll()
    outcome["answer"] = os.path.exists(runs[1].response)


script = steps()
wanted = next(script)
started = time.monotonic()


def tick():
    global wanted
    try:
        if wanted():
            wanted = next(script)
    except StopIteration:
        end()
        return None
    if time.monotonic() - started > 240:
        outcome["patience"] = "ended"
        end()
        return None
    return 0.05


bpy.app.timers.register(tick)
