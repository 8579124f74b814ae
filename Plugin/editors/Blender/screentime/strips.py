"""A scene's strips as an OpenTimelineIO timeline: which source frame Blender shows when, so that ScreenTime looks at the same one.

Follows what the sequencer does (source/blender/sequencer/intern/strip_time.c, render.c, effects.c of 3.4); the tests compare it with Blender's own renders.
"""

import os
import re
from fractions import Fraction

import bpy

# What hides all that lies below it when it fills the frame.
COVERING = {"REPLACE", "ALPHA_OVER", "CROSS"}
TRANSITIONS = {"CROSS", "GAMMA_CROSS", "WIPE"}
MIXES = {"ADD", "SUBTRACT", "MULTIPLY", "ALPHA_OVER", "ALPHA_UNDER", "OVER_DROP", "COLORMIX"}
ALTERATIONS = {"TRANSFORM", "GLOW", "GAUSSIAN_BLUR"}
NOTHING = {"SOUND", "TEXT", "ADJUSTMENT"}
DEEPEST = 12


def timeline_of(scene, notes):
    """The timeline of a scene's frame range. `notes` gets a sentence for each thing that cannot be carried over."""
    rate = rate_of(scene)
    sheet = Sheet(scene, rate, notes)
    first, last = scene.frame_start, scene.frame_end + 1
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"blender": {"version": bpy.app.version_string, "frame_start": first}},
        "name": scene.name,
        "global_start_time": time(max(first, 0), rate),
        "tracks": sheet.stack(strips_in(scene.sequence_editor), channels_in(scene.sequence_editor), first, last, scene.name, 0),
    }


def rate_of(scene):
    """Frames a second, as OpenTimelineIO writes them: Blender keeps the 1.001 of 23.976 in single precision."""
    base = scene.render.fps_base
    return exact_rate(scene.render.fps / base)


def exact_rate(rate):
    whole = round(rate)
    if abs(rate - whole) < 1e-4:
        return float(whole)
    if abs(rate - round(rate * 1.001) / 1.001) < 2e-3:
        return round(rate * 1.001) * 1000 / 1001
    return round(rate, 3)


def strips_in(editor):
    # Blender 4.4 renamed sequences to strips.
    return list(getattr(editor, "strips", None) or getattr(editor, "sequences", [])) if editor else []


def channels_in(editor):
    return getattr(editor, "channels", None) if editor else None


def time(value, rate):
    return {"OTIO_SCHEMA": "RationalTime.1", "value": float(value), "rate": float(rate)}


def span(start, start_rate, frames, rate):
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": time(start, start_rate), "duration": time(frames, rate)}


class Sheet:
    """Lays strips out. A moment is a frame of the timeline in which the strips lie; it may be fractional below a speed control."""

    def __init__(self, scene, rate, notes):
        self.scene, self.rate, self.notes = scene, rate, notes

    def note(self, sentence):
        if sentence not in self.notes:
            self.notes.append(sentence)

    # Compositions

    def stack(self, strips, channels, first, last, name, depth):
        """What the strips show from frame `first` up to `last`, a track a channel."""
        shown = [strip for strip in strips if self.is_shown(strip, channels, first, last)]
        tracks = []
        for number in sorted({strip.channel for strip in shown}):
            pieces = []
            for strip in (strip for strip in shown if strip.channel == number):
                for start, end in self.visible(strip, shown, first, last):
                    pieces.append((start, end, strip))
            children, at = [], first
            for start, end, strip in sorted(pieces, key=lambda piece: piece[0]):
                if start > at:
                    children.append(self.gap(start - at))
                children += self.items(strip, start, 1.0, end - start, depth, strips, channels)
                at = end
            if children:
                if last > at:
                    children.append(self.gap(last - at))
                tracks.append({"OTIO_SCHEMA": "Track.1", "metadata": {}, "name": f"Channel {number}", "kind": "Video", "children": children})
        if not tracks:
            tracks.append({"OTIO_SCHEMA": "Track.1", "metadata": {}, "name": "Channel 1", "kind": "Video", "children": [self.gap(last - first)]})
        return {"OTIO_SCHEMA": "Stack.1", "metadata": {}, "name": name, "children": tracks}

    def is_shown(self, strip, channels, first, last):
        if strip.mute or strip.type in NOTHING or strip.frame_final_end <= first or strip.frame_final_start >= last:
            return False
        return not (channels is not None and strip.channel < len(channels) and channels[strip.channel].mute)

    def visible(self, strip, shown, first, last):
        """The stretches of a strip in which nothing replaces it and no effect above takes it as its input."""
        stretches = [(max(first, strip.frame_final_start), min(last, strip.frame_final_end))]
        for other in shown:
            replaces = other.channel > strip.channel and (
                other.blend_type == "REPLACE" or (other.blend_type == "CROSS" and other.blend_alpha >= 1) or (other.type == "COLOR" and self.covers(other)))
            uses = other.channel > strip.channel and strip in inputs_of(other)
            if replaces or uses:
                stretches = [part for stretch in stretches for part in without(stretch, (other.frame_final_start, other.frame_final_end))]
        return [] if strip.type == "COLOR" else stretches

    # Items

    def items(self, strip, moment, step, count, depth, strips, channels):
        """What a strip shows in `count` frames: at the i-th, what it shows at `moment` + i × `step`."""
        if depth > DEEPEST:
            return [self.unknown(strip, count, "is nested too deep")]
        go = {"MOVIE": self.movie, "IMAGE": self.images, "META": self.meta, "SCENE": self.inner_scene, "SPEED": self.speed, "MULTICAM": self.multicam}.get(strip.type)
        if go:
            return go(strip, moment, step, count, depth, strips, channels)
        if strip.type in TRANSITIONS:
            # Each side counts while its weight is at least a half.
            middle = (strip.frame_final_start + strip.frame_final_end) / 2
            before = min(count, max(0, int(-(-(middle - moment) // step)))) if step > 0 else count
            return ((self.items(strip.input_1, moment, step, before, depth + 1, strips, channels) if before else [])
                    + (self.items(strip.input_2, moment + before * step, step, count - before, depth + 1, strips, channels) if before < count else []))
        if strip.type in MIXES:
            order = [strip.input_1, strip.input_2] if strip.type != "ALPHA_UNDER" else [strip.input_2, strip.input_1]
            return [self.layers([self.items(source, moment, step, count, depth + 1, strips, channels) for source in order if source], strip.name)]
        if strip.type in ALTERATIONS:
            return [veil(item, strip.type.lower()) for item in self.items(strip.input_1, moment, step, count, depth + 1, strips, channels)]
        if strip.type == "COLOR":
            return [self.gap(count)]
        return [self.unknown(strip, count, f"is of a kind that only Blender can show ({strip.type.lower()})")]

    def movie(self, strip, moment, step, count, *_):
        fps = exact_rate(getattr(strip, "fps", 0) or strip.elements[0].orig_fps or self.rate)
        path = bpy.path.abspath(strip.filepath)
        before = strip.animation_offset_start
        total = strip.frame_duration + before + strip.animation_offset_end
        media = {
            "OTIO_SCHEMA": "ExternalReference.1", "metadata": {}, "name": os.path.basename(path), "target_url": path, "available_range": span(0, fps, total, fps),
        }
        return [self.clip(strip, media, part, fps, before) for part in self.parts(strip, moment, step, count)]

    def images(self, strip, moment, step, count, *_):
        folder = bpy.path.abspath(strip.directory)
        names = [element.filename for element in strip.elements]
        before = strip.animation_offset_start
        items = []
        for part in self.parts(strip, moment, step, count):
            first, slope, frames = part
            used = sorted({max(0, min(len(names) - 1, before + whole(first + slope * i))) for i in (0, frames - 1)})
            if used[0] == used[-1]:
                items.append(self.still(strip, os.path.join(folder, names[used[0]]), frames))
                continue
            numbers = sequence(names[used[0]:used[-1] + 1])
            if numbers is None:
                # Names without a common numbering: each picture on its own.
                shown = [max(0, min(len(names) - 1, before + whole(first + slope * i))) for i in range(frames)]
                items += [self.still(strip, os.path.join(folder, names[index]), length) for index, length in runs(shown)]
                continue
            prefix, start, padding, suffix = numbers
            media = {
                "OTIO_SCHEMA": "ImageSequenceReference.1", "metadata": {}, "name": prefix + suffix, "target_url_base": folder, "name_prefix": prefix, "name_suffix": suffix,
                "start_frame": start, "frame_step": 1, "rate": self.rate, "frame_zero_padding": padding, "missing_frame_policy": "error",
                "available_range": span(0, self.rate, used[-1] - used[0] + 1, self.rate),
            }
            items.append(self.clip(strip, media, (first + before - used[0], slope, frames), self.rate, 0))
        return items

    def still(self, strip, path, frames):
        media = {"OTIO_SCHEMA": "ExternalReference.1", "metadata": {}, "name": os.path.basename(path), "target_url": path, "available_range": None}
        return self.clip(strip, media, (0, 0, frames), self.rate, 0)

    def meta(self, strip, moment, step, count, depth, *_):
        return [self.window(strip, part, strip.frame_start, list(strip.sequences if hasattr(strip, "sequences") else strip.strips), strip.channels, depth)
                for part in self.parts(strip, moment, step, count)]

    def inner_scene(self, strip, moment, step, count, depth, *_):
        scene = strip.scene
        if scene is None or strip.scene_input != "SEQUENCER" or not scene.sequence_editor:
            return [self.unknown(strip, count, "is a rendered scene: render it, and give the render as picture")]
        inner = Sheet(scene, self.rate, self.notes)
        return [inner.window(strip, part, scene.frame_start, strips_in(scene.sequence_editor), channels_in(scene.sequence_editor), depth)
                for part in self.parts(strip, moment, step, count)]

    def window(self, strip, part, origin, strips, channels, depth):
        """A piece of a composition: from its frame `origin` + index on."""
        index, slope, count = part
        low, high = sorted((origin + index, origin + index + slope * (count - 1)))
        first, last = int(low // 1), int(-(-high // 1)) + 2
        stack = self.stack(strips, channels, first, last, strip.name, depth + 1)
        return self.dress(stack, strip, (index + origin - first, slope, count), self.rate)

    def speed(self, strip, moment, step, count, depth, strips, channels):
        source = strip.input_1
        kind = getattr(strip, "speed_control", "MULTIPLY")
        if source is None or self.animated(strip) & {"speed_factor", "speed_frame_number", "speed_length"}:
            return [self.unknown(strip, count, "has a speed that changes")]
        start = strip.frame_start
        begin = max(0, int(moment - start + 0.5))
        if kind == "FRAME_NUMBER":
            return self.items(source, start + strip.speed_frame_number, 0.0, count, depth + 1, strips, channels)
        length = content_length(source)
        if kind == "LENGTH":
            return self.items(source, start + length * strip.speed_length / 100, 0.0, count, depth + 1, strips, channels)
        factor = strip.speed_factor
        if kind == "STRETCH":
            factor = (length - source.frame_offset_start) / max(1, strip.frame_final_duration)
        return self.items(source, start + begin * factor, step * factor, count, depth + 1, strips, channels)

    def multicam(self, strip, moment, step, count, depth, strips, channels):
        if "multicam_source" in self.animated(strip):
            return [self.unknown(strip, count, "switches its camera by animation")]
        below = [other for other in strips if other.channel <= strip.multicam_source and other != strip]
        return [self.window(strip, (moment, step, count), 0, below, channels, depth)]

    # Which frames

    def parts(self, strip, moment, step, count):
        """(index, slope, count) of the stretches in which a strip's content runs, or is held on its first or last frame."""
        factor = self.factor(strip)
        length = content_length(strip)
        end = strip.frame_start + length - 1
        last = max(0, strip.frame_duration - 1)
        if strip.use_reverse_frames:
            index, slope = (end - moment) * factor, -step * factor
        else:
            index, slope = (moment - strip.frame_start) * factor, step * factor
        parts = []
        for i in range(count):
            at = index + slope * i
            held = 0 if at < 0 else last if at > last else None
            if held is not None or slope == 0:
                place = held if held is not None else whole(at)
                if parts and parts[-1][1] == 0 and parts[-1][0] == place:
                    parts[-1] = (place, 0, parts[-1][2] + 1)
                else:
                    parts.append((place, 0, 1))
            elif parts and parts[-1][1] == slope:
                parts[-1] = (parts[-1][0], slope, parts[-1][2] + 1)
            else:
                parts.append((at, slope, 1))
        return parts

    def factor(self, strip):
        """Content frames a timeline frame: the strip's speed, and its media's rate where Blender adjusts to it (it does not say whether it does)."""
        speed = getattr(strip, "speed_factor", 1.0) or 1.0
        fps = getattr(strip, "fps", 0)
        if strip.type != "MOVIE" or not fps:
            return speed
        adjusted = speed * exact_rate(fps) / rate_of(self.scene)
        length = content_length(strip)
        return min((speed, adjusted), key=lambda factor: abs(strip.frame_duration / factor - length))

    # Pieces of OpenTimelineIO

    def clip(self, strip, media, part, fps, before):
        item = {"OTIO_SCHEMA": "Clip.2", "metadata": {}, "name": strip.name, "media_references": {"DEFAULT_MEDIA": media}, "active_media_reference_key": "DEFAULT_MEDIA"}
        return self.dress(item, strip, (part[0] + before, part[1], part[2]), fps)

    def dress(self, item, strip, part, fps):
        """Gives an item its source range and speed. Blender shows the frame that has begun; ScreenTime looks half of the shorter frame later, whichever frame that is."""
        index, slope, count = part
        item.update(effects=[], markers=[], enabled=True)
        if slope == 0:
            item["effects"].append({"OTIO_SCHEMA": "FreezeFrame.1", "metadata": {}, "name": "", "effect_name": "FreezeFrame", "time_scalar": 0.0})
            item["source_range"] = span(whole(index), fps, count, self.rate)
        else:
            half = min(abs(slope), 1.0) / 2
            # As far into the frame as every frame of the run allows: steps of p/q frames begin at q-ths of a frame.
            inside = 0.5 / Fraction(abs(slope)).limit_denominator(1000).denominator
            start = index + inside - half if slope > 0 else index + inside + slope * count + half
            item["source_range"] = span(round(start, 9), fps, count, self.rate)
            scalar = slope * self.rate / fps
            if abs(scalar - 1) > 1e-9:
                item["effects"].append({"OTIO_SCHEMA": "LinearTimeWarp.1", "metadata": {}, "name": "", "effect_name": "LinearTimeWarp", "time_scalar": scalar})
        return item if self.covers(strip) else veil(item, "blend")

    def layers(self, children, name):
        tracks = [
            {"OTIO_SCHEMA": "Track.1", "metadata": {}, "name": name, "kind": "Video", "children": [veil(item, "mix") for item in items]} for items in children]
        return {"OTIO_SCHEMA": "Stack.1", "metadata": {}, "name": name, "children": tracks, "effects": [], "markers": [], "enabled": True, "source_range": None}

    def gap(self, frames):
        return {"OTIO_SCHEMA": "Gap.1", "metadata": {}, "name": "", "source_range": span(0, self.rate, frames, self.rate), "effects": [], "markers": [], "enabled": True}

    def unknown(self, strip, frames, why):
        """A clip whose media is nowhere: ScreenTime reports it as unknown time, never as absence."""
        self.note(f"\"{strip.name}\" {why}; its time is unknown")
        media = {
            "OTIO_SCHEMA": "ExternalReference.1", "metadata": {}, "name": strip.name,
            "target_url": f"blender-{strip.type.lower()}-{re.sub('[^A-Za-z0-9]', '_', strip.name)}.unavailable", "available_range": None,
        }
        return self.clip(strip, media, (0, 1.0, frames), self.rate, 0)

    def covers(self, strip):
        """Whether the strip hides what lies below it: as large as the frame, opaque, in place."""
        if strip.blend_type not in COVERING or strip.blend_alpha < 1 or len(strip.modifiers) > 0:
            return False
        if self.animated(strip) - {"volume", "pan"}:
            return False
        shape, crop = getattr(strip, "transform", None), getattr(strip, "crop", None)
        if shape is None or strip.type not in {"MOVIE", "IMAGE"}:
            return shape is None or (shape.scale_x, shape.scale_y, shape.offset_x, shape.offset_y, shape.rotation) == (1, 1, 0, 0, 0)
        if (crop.min_x, crop.max_x, crop.min_y, crop.max_y) != (0, 0, 0, 0) or (shape.offset_x, shape.offset_y, shape.rotation) != (0, 0, 0):
            return False
        element = strip.elements[0]
        width, height = element.orig_width or 0, element.orig_height or 0
        if not width or not height:
            return True
        return width * shape.scale_x >= self.scene.render.resolution_x - 2 and height * shape.scale_y >= self.scene.render.resolution_y - 2

    def animated(self, strip):
        """The names of the strip's properties that change over time."""
        action = self.scene.animation_data.action if self.scene.animation_data else None
        curves = getattr(action, "fcurves", None) or []
        mine = f'["{bpy.utils.escape_identifier(strip.name)}"].'
        return {curve.data_path.split(mine, 1)[1].split(".")[0] for curve in curves if curve.data_path.startswith("sequence_editor.") and mine in curve.data_path}


def inputs_of(strip):
    return [source for source in (getattr(strip, "input_1", None), getattr(strip, "input_2", None)) if source is not None]


def content_length(strip):
    """Frames of the timeline that a strip's content takes before it is trimmed."""
    if strip.type in TRANSITIONS | MIXES | ALTERATIONS | {"SPEED", "MULTICAM"}:
        return strip.frame_final_duration
    return strip.frame_final_duration + strip.frame_offset_start + strip.frame_offset_end


def without(stretch, hole):
    parts = [(stretch[0], min(stretch[1], hole[0])), (max(stretch[0], hole[1]), stretch[1])]
    return [(start, end) for start, end in parts if end > start]


def veil(item, why):
    item["effects"].append({"OTIO_SCHEMA": "Effect.1", "metadata": {}, "name": "", "effect_name": f"Blender {why}"})
    return item


def whole(value):
    """The frame that has begun; a hair before it counts, since the numbers are not exact."""
    return int((value + 1e-6) // 1)


def sequence(names):
    """(prefix, first number, padding, suffix) of consecutive numbered names; None where they are not."""
    match = re.fullmatch(r"(.*?)(\d+)(\D*)", names[0])
    if not match:
        return None
    prefix, digits, suffix = match.groups()
    padding = len(digits) if digits.startswith("0") or len(digits) > 1 else 0
    start = int(digits)
    if all(name == f"{prefix}{start + i:0{max(padding, 1)}d}{suffix}" for i, name in enumerate(names)):
        return prefix, start, padding, suffix
    return None


def runs(values):
    """(value, how many times) of equal neighbours."""
    found = []
    for value in values:
        if found and found[-1][0] == value:
            found[-1] = (value, found[-1][1] + 1)
        else:
            found.append((value, 1))
    return found
