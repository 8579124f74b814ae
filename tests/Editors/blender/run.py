"""Builds a scene in Blender, has the add-on analyse it, and renders every frame with Blender itself, so that a test can compare the two.

usage: blender -b --factory-startup --python run.py -- SCENE.py WORK    (or with --addons screentime, when it is installed)
SCENE.py finds `scene`, `strips`, `path(name)` and `operate(operator, *strips)`; WORK gets markers.json and a picture a frame.
"""

import json
import os
import sys

import bpy

scene_file, work = sys.argv[sys.argv.index("--") + 1:][:2]
if not hasattr(bpy.types.Scene, "screentime"):
    sys.path.insert(0, os.environ["SCREENTIME_ADDON"])
    import screentime

    screentime.register()

scene = bpy.context.scene
strips = scene.sequence_editor_create().sequences
scene.render.resolution_x, scene.render.resolution_y = 64, 36


def path(name):
    return os.path.join(os.environ["SCREENTIME_FILMS"], name)


def operate(operator, *chosen, **words):
    """An operator of the sequencer, which wants to be in one."""
    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    area.type = "SEQUENCE_EDITOR"
    for strip in scene.sequence_editor.sequences_all:
        strip.select = strip in chosen
    with bpy.context.temp_override(window=window, area=area, region=next(region for region in area.regions if region.type == "WINDOW")):
        operator(**words)


with open(scene_file, encoding="utf-8") as file:
    exec(compile(file.read(), scene_file, "exec"))

bpy.ops.wm.save_as_mainfile(filepath=os.path.join(work, "project.blend"))
scene.timeline_markers.new("mine", frame=scene.frame_start + 3)


def markers():
    return sorted([marker.frame, marker.name, marker["screentime"]["character"] if "screentime" in marker else ""] for marker in scene.timeline_markers)


states = []
assert bpy.ops.screentime.analyze() == {"FINISHED"}
states.append(markers())
# A person moves the second of ours; the next run keeps it, and does not set it again.
moved = sorted((marker for marker in scene.timeline_markers if "screentime" in marker), key=lambda marker: marker.frame)[1]
moved.frame += 2
assert bpy.ops.screentime.analyze() == {"FINISHED"}
states.append(markers())
# An answer that is none changes nothing.
os.environ["SCREENTIME_PLUGINS"] = ""
try:
    bpy.ops.screentime.analyze()
except RuntimeError as error:
    states.append([str(error)])
states.append(markers())
bpy.ops.screentime.clean()
states.append(markers())
with open(os.path.join(work, "markers.json"), "w", encoding="utf-8") as file:
    json.dump({"first": scene.frame_start, "states": states}, file)

scene.render.image_settings.file_format = "PNG"
scene.view_settings.view_transform = "Standard"
scene.render.filepath = os.path.join(work, "frame")
bpy.ops.render.render(animation=True)
