# 23.976: a meta strip that is trimmed, a speed control, a dissolve.
scene.render.fps, scene.render.fps_base = 24, 1.001
fast = strips.new_movie("fast", path("film.mp4"), 1, 1)
control = strips.new_effect("control", "SPEED", 2, 1, frame_end=20, seq1=fast)
control.speed_control = "MULTIPLY"
control.speed_factor = 1.5
before = strips.new_movie("before", path("film.mp4"), 1, 300)
before.frame_offset_end = 200
after = strips.new_movie("after", path("film.mp4"), 2, 300)
after.frame_offset_start = 40
strips.new_effect("dissolve", "CROSS", 3, 300, frame_end=400, seq1=before, seq2=after)
low = strips.new_movie("low", path("film.mp4"), 1, 630)
low.frame_offset_start = 25
high = strips.new_movie("high", path("film.mp4"), 2, 760)
high.frame_offset_end = 180
operate(bpy.ops.sequencer.meta_make, low, high)
next(strip for strip in strips if strip.type == "META").frame_offset_start = 20
scene.frame_start, scene.frame_end = 1, 950
