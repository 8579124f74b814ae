# 25: trimmed strips, twice as fast, backwards; a frame range that begins elsewhere.
scene.render.fps, scene.render.fps_base = 25, 1.0
trimmed = strips.new_movie("trimmed", path("film.mp4"), 1, 11)
trimmed.frame_offset_start = 13
trimmed.frame_offset_end = 40
strips.new_movie("fast", path("film.mp4"), 2, 170).speed_factor = 2.0
strips.new_movie("backwards", path("film.mp4"), 1, 330).use_reverse_frames = True
scene.frame_start, scene.frame_end = 5, 640
