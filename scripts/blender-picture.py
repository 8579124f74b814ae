"""For blender-picture.sh: a cut of the example's film in the sequencer, tagged by the add-on's button, and a picture of the window."""

import os
import sys
import time

import bpy

work = sys.argv[sys.argv.index("--") + 1]
sys.path.insert(0, os.environ["SCREENTIME_ADDON"])
import screentime  # noqa: E402

failed = []
screentime.SCREENTIME_OT_analyze.fail = lambda _operator, _context, error: failed.append(str(error)) or {"CANCELLED"}
screentime.register()
# One tab: the others would stand in front of it.
for each in list(bpy.types.Panel.__subclasses__()):
    if getattr(each, "bl_space_type", "") == "SEQUENCE_EDITOR" and getattr(each, "bl_region_type", "") == "UI" and each.__name__ != "SCREENTIME_PT_panel":
        try:
            bpy.utils.unregister_class(each)
        except RuntimeError:
            pass

os.chdir(work)
scene = bpy.context.scene
scene.render.fps = 24
strips = scene.sequence_editor_create().sequences
film = os.path.join(work, "episode.mp4")
for name, channel, start, first, length in (("act one", 1, 1, 0, 900), ("insert", 3, 401, 1300, 700), ("act two", 2, 901, 900, 1260)):
    strip = strips.new_movie(name, film, channel, start - first)
    strip.frame_offset_start = first
    strip.frame_final_end = min(start + length, strip.frame_final_end)
scene.frame_start, scene.frame_end = 1, max(strip.frame_final_end for strip in strips) - 1
scene.screentime.cast = os.path.join(work, "cast")
bpy.ops.wm.save_as_mainfile(filepath=os.path.join(work, "episode.blend"))


def in_sequencer(operate, *words, **named):
    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    with bpy.context.temp_override(window=window, area=area, region=next(region for region in area.regions if region.type == "WINDOW")):
        operate(*words, **named)


def steps():
    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda each: each.width * each.height)
    area.type = "SEQUENCE_EDITOR"
    with bpy.context.temp_override(window=window, area=area):
        bpy.ops.screen.screen_full_area()
    yield 1
    area = window.screen.areas[0]
    area.spaces[0].show_region_ui = True
    in_sequencer(bpy.ops.screentime.analyze, "INVOKE_DEFAULT")
    while not scene.screentime.totals:
        if failed:
            print("ScreenTime:", failed[0])
            return
        yield 1
    # The way to the folder of this run is nobody's.
    scene.screentime.cast = "/show/cast"
    for strip in strips:
        strip.select = False
    in_sequencer(bpy.ops.sequencer.view_all)
    yield 2
    bpy.ops.screen.screenshot(filepath=os.path.join(work, "blender.png"))
    yield 1


script, started = steps(), time.monotonic()


def tick():
    try:
        if time.monotonic() - started < 540:
            return next(script)
    except StopIteration:
        pass
    bpy.ops.wm.quit_blender()
    return None


bpy.app.timers.register(tick, first_interval=1)
