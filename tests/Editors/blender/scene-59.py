# 59.94: a movie of 24 whose rate Blender adjusts, a meta strip that is sped up, frames cut off at the media's ends, a camera of several.
scene.render.fps, scene.render.fps_base = 60, 1.001
operate(bpy.ops.sequencer.movie_strip_add, filepath=path("film24.mp4"), frame_start=1, channel=1, adjust_playback_rate=True, use_framerate=False, sound=False)
strips[0].frame_offset_start = 33
operate(bpy.ops.sequencer.meta_make, strips.new_movie("inside", path("film.mp4"), 1, 750))
next(strip for strip in strips if strip.type == "META").speed_factor = 1.5
cut = strips.new_movie("cut", path("film.mp4"), 1, 960)
cut.animation_offset_start, cut.animation_offset_end = 3, 5
strips.new_movie("faint", path("film.mp4"), 1, 1260).blend_alpha = 0.8
strips.new_effect("cameras", "MULTICAM", 4, 1270, frame_end=1320).multicam_source = 1
scene.frame_start, scene.frame_end = 1, 1400
