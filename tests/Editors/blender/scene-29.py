# 29.97 drop frame: a scene within the scene, an image sequence, a still above it, a plain colour, a text, a picture in the picture, a frame that is held.
scene.render.fps, scene.render.fps_base = 30, 1.001
inner = bpy.data.scenes.new("inner")
inner.render.fps, inner.render.fps_base = 30, 1.001
inner.render.resolution_x, inner.render.resolution_y = 64, 36
inside = inner.sequence_editor_create().sequences.new_movie("inside", path("film.mp4"), 1, 20)
inside.frame_offset_start = 6
inner.frame_start, inner.frame_end = 15, 250
outer = strips.new_scene("outer", inner, 1, 1)
outer.scene_input = "SEQUENCER"
outer.frame_offset_start = 10
images = strips.new_image("images", path("images/shot.1001.png"), 1, 300)
for number in range(1002, 1292):
    images.elements.append(f"shot.{number}.png")
images.frame_final_duration = 291
images.frame_offset_start = 20
images.frame_offset_end = 30
strips.new_image("still", path("still.png"), 2, 400).frame_final_duration = 25
strips.new_effect("colour", "COLOR", 3, 430, frame_end=445).color = (0.2, 0.2, 0.2)
strips.new_effect("text", "TEXT", 5, 1, frame_end=100)
small = strips.new_movie("small", path("film.mp4"), 4, 480)
small.transform.scale_x = small.transform.scale_y = 0.4
small.frame_offset_end = 220
strips.new_movie("held", path("film.mp4"), 1, 640).frame_final_duration = 350
scene.screentime.start = "01:00:00;00"
scene.frame_start, scene.frame_end = 1, 1000
