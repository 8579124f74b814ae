"""ScreenTime in Blender's video sequencer: who is on screen, as timeline markers. docs/editors.md tells how to install and use it."""

import json
import os
import queue
import tempfile
import threading

import bpy

from . import door, markers, strips

bl_info = {
    "name": "ScreenTime",
    "author": "ScreenTime contributors",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "Video Sequencer > Sidebar > ScreenTime",
    "description": "Marks who is on screen, when and for how long",
    "category": "Sequencer",
}


class ScreenTimePreferences(bpy.types.AddonPreferences):
    bl_idname = __package__

    command: bpy.props.StringProperty(
        name="Command", subtype="FILE_PATH", description="The screentime command; empty for the one that 'screentime install blender' noted")

    def draw(self, _context):
        self.layout.prop(self, "command")


class ScreenTimeSettings(bpy.types.PropertyGroup):
    cast: bpy.props.StringProperty(name="Cast", subtype="DIR_PATH", description="The folder of the cast: who to look for")
    start: bpy.props.StringProperty(
        name="Start timecode", description="Timecode of the scene's first frame, as 01:00:00:00 or, in drop frame, 01:00:00;00; empty to count as Blender does")
    picture: bpy.props.StringProperty(
        name="Picture", subtype="FILE_PATH", description="A render of this very scene to take the pixels from; empty to look at the strips' own media")
    sample_rate: bpy.props.FloatProperty(name="Samples a second", default=2.0, min=0.1, max=60.0, description="Frames a second to look at; edges are found to the frame")
    progress: bpy.props.StringProperty()
    totals: bpy.props.StringProperty()


def job_folder(scene):
    """Beside the project, so that the results are found; a job that was stopped goes on there. A project that was never saved has no beside."""
    name = "".join(letter if letter.isalnum() or letter in "-_ " else "_" for letter in scene.name)
    if bpy.data.filepath:
        stem = os.path.splitext(os.path.basename(bpy.data.filepath))[0]
        return os.path.join(os.path.dirname(bpy.data.filepath), f"{stem}.screentime", name)
    return os.path.join(tempfile.mkdtemp(prefix="screentime-"), name)


class Job:
    """One analysis of a scene: from its strips to its markers."""

    def __init__(self, context):
        self.scene = context.scene
        settings = self.scene.screentime
        self.notes = []
        self.first = self.scene.frame_start
        if not strips.strips_in(self.scene.sequence_editor):
            raise door.DoorError("the scene has no strips in its sequencer: add a movie first")
        cast = bpy.path.abspath(settings.cast) or door.settings().get("cast") or ""
        if not cast:
            raise door.DoorError("choose a cast first: the folder that 'screentime cast create' made")
        folder = job_folder(self.scene)
        os.makedirs(folder, exist_ok=True)
        timeline = os.path.join(folder, "timeline.otio")
        with open(timeline, "w", encoding="utf-8") as file:
            json.dump(strips.timeline_of(self.scene, self.notes), file, indent=1)
        job = {
            "timeline": timeline, "cast": os.path.abspath(cast), "out": os.path.join(folder, "result"), "sampleRate": round(settings.sample_rate, 3), "export": ["otio", "csv", "json"],
        }
        start = settings.start.strip()
        if start:
            job["start"] = start
        if ";" in start:
            job["drop"] = True
        if settings.picture:
            job["picture"] = os.path.abspath(bpy.path.abspath(settings.picture))
        addon = context.preferences.addons.get(__package__)
        words = door.command(addon.preferences.command if addon else "")
        self.run = door.Run(words, door.write_request(folder, job))

    def show(self, line):
        if line["type"] == "progress" and line.get("total"):
            text = f"{line['stage']}: {line['done'] * 100 // line['total']} %"
            if "secondsLeft" in line:
                text += f", {line['secondsLeft']:.0f} s left"
            self.scene.screentime.progress = text
        elif line["type"] == "stage":
            self.scene.screentime.progress = line["stage"]

    def finish(self):
        """Puts the markers into the scene. Returns sentences for the user; raises DoorError and changes nothing when there is no sound answer."""
        result = self.run.answer()
        length = self.scene.frame_end + 1 - self.scene.frame_start
        if self.scene.frame_start != self.first or result["timeline"]["frameCount"] != length:
            raise door.DoorError("the scene's frame range changed while it was analysed; nothing was changed: analyse again")
        added, kept = markers.replace(self.scene, result, self.first)
        sentences = [character["text"] for character in result["characters"]]
        self.scene.screentime.totals = "\n".join(text.removeprefix("The screen time of ").replace(" is ", ": ", 1) for text in sentences)
        unknown = sum(stretch["frames"] for stretch in result["unknowns"])
        if unknown:
            sentences.append(f"{unknown / markers.rate(result):.1f} s could not be looked at and count for nobody")
        if kept:
            sentences.append(f"Kept, since you changed them: {', '.join(marker.name for marker in kept)}")
        return [f"{added} markers added", *sentences, *self.notes]


class SCREENTIME_OT_analyze(bpy.types.Operator):
    bl_idname = "screentime.analyze"
    bl_label = "Mark who is on screen"
    bl_description = "Looks at the strips and sets a timeline marker where each character appears; replaces the markers of the last time. Escape stops it"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context):
        """Without a window, and from scripts: waits for the end."""
        try:
            job = Job(context)
            for line in job.run.lines():
                job.show(line)
            return self.done(job)
        except door.DoorError as error:
            return self.fail(context, error)

    def invoke(self, context, _event):
        try:
            self.job = Job(context)
        except door.DoorError as error:
            return self.fail(context, error)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.timer = context.window_manager.event_timer_add(0.2, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def read(self):
        for line in self.job.run.lines():
            self.lines.put(line)

    def modal(self, context, event):
        if event.type == "ESC":
            self.job.run.cancel()
            self.end(context)
            self.report({"WARNING"}, "Stopped; nothing was changed. Analyse again to go on")
            return {"CANCELLED"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        while not self.lines.empty():
            self.job.show(self.lines.get())
        for area in context.screen.areas:
            area.tag_redraw()
        if self.reader.is_alive():
            return {"RUNNING_MODAL"}
        self.end(context)
        try:
            return self.done(self.job)
        except door.DoorError as error:
            return self.fail(context, error)

    def cancel(self, context):
        self.job.run.cancel()
        self.end(context)

    def end(self, context):
        context.window_manager.event_timer_remove(self.timer)
        self.job.scene.screentime.progress = ""

    def done(self, job):
        sentences = job.finish()
        job.scene.screentime.progress = ""
        for sentence in sentences:
            self.report({"INFO"}, sentence)
        return {"FINISHED"}

    def fail(self, context, error):
        context.scene.screentime.progress = ""
        # A report of an error raises where a script called: its sentence is all that it needs.
        self.report({"ERROR"}, str(error))
        return {"CANCELLED"}


class SCREENTIME_OT_clean(bpy.types.Operator):
    bl_idname = "screentime.clean"
    bl_label = "Take markers out"
    bl_description = "Removes ScreenTime's markers; yours, and those of ScreenTime's that you changed, stay"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context):
        kept = markers.clean(context.scene)
        context.scene.screentime.totals = ""
        if kept:
            self.report({"INFO"}, f"Kept, since you changed them: {', '.join(marker.name for marker in kept)}")
        return {"FINISHED"}


class SCREENTIME_PT_panel(bpy.types.Panel):
    bl_idname = "SCREENTIME_PT_panel"
    bl_label = "ScreenTime"
    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = "ScreenTime"

    def draw(self, context):
        settings, layout = context.scene.screentime, self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(settings, "cast")
        layout.prop(settings, "sample_rate")
        layout.prop(settings, "start")
        layout.prop(settings, "picture")
        column = layout.column(align=True)
        column.scale_y = 1.3
        column.operator(SCREENTIME_OT_analyze.bl_idname, icon="MARKER_HLT")
        layout.operator(SCREENTIME_OT_clean.bl_idname, icon="X")
        if settings.progress:
            layout.label(text=settings.progress, icon="TIME")
        for line in filter(None, settings.totals.split("\n")):
            layout.label(text=line)


CLASSES = (ScreenTimePreferences, ScreenTimeSettings, SCREENTIME_OT_analyze, SCREENTIME_OT_clean, SCREENTIME_PT_panel)


def register():
    for each in CLASSES:
        bpy.utils.register_class(each)
    bpy.types.Scene.screentime = bpy.props.PointerProperty(type=ScreenTimeSettings)


def unregister():
    del bpy.types.Scene.screentime
    for each in reversed(CLASSES):
        bpy.utils.unregister_class(each)
