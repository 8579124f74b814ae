"""The way of the tutorial, for tests/benchmarks/performance: every frame is decoded with OpenCV, some are written as JPEG, read back, brought to 224 x 224 and put through the
convolutions of VGG16 in batches of 32. Weights are random: the arithmetic is the same. Debian's python3-opencv and python3-torch; nothing of it is part of ScreenTime.

usage: tutorial.py FILM FRAMES EMPTY_FOLDER   (FRAMES: a file with the numbers of the frames to look at, one a line)
"""
import os
import sys

import cv2
import torch
from torch import nn

film, folder = sys.argv[1], sys.argv[3]
with open(sys.argv[2]) as lines:
    wanted = {int(line) for line in lines}
# As TensorFlow does on its own; Debian's torch takes one otherwise.
torch.set_num_threads(os.cpu_count())

# 1. The frames. (The tutorial takes one a second by the frame's number; here those that analyze looked at.)
video = cv2.VideoCapture(film)
decoded, written = 0, []
while video.isOpened():
    there, frame = video.read()
    if not there:
        break
    if decoded in wanted:
        written.append(os.path.join(folder, f"frame{len(written)}.jpg"))
        cv2.imwrite(written[-1], frame)
    decoded += 1
video.release()

# 2. The network: Simonyan and Zisserman 2014, configuration D, without its classifier.
layers, channels = [], 3
for width in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
    if width == 0:
        layers.append(nn.MaxPool2d(2, 2))
        continue
    layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
    channels = width
network = nn.Sequential(*layers).eval()

# 3. The images again, and what the network says of them.
images = [cv2.resize(cv2.imread(path), (224, 224), interpolation=cv2.INTER_NEAREST) for path in written]
features = 0
with torch.no_grad():
    for start in range(0, len(images), 32):
        batch = torch.stack([torch.from_numpy(image).permute(2, 0, 1).float() for image in images[start:start + 32]])
        batch -= torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
        features += network(batch).shape[0]
print(f"{decoded} frames decoded, {features} through the network")
