// Writes tensorflow-js.json: what TensorFlow.js itself computes with the packages' models, for BackboneTests.cs to compare with.
// In an empty folder: npm install --ignore-scripts @tensorflow/tfjs@4.22.0 nsfwjs@4.3.0
// Then, in that folder: node .../tests/ModelConverter.Tests/tensorflow-js.cjs > .../tests/ModelConverter.Tests/tensorflow-js.json
const { createRequire } = require('node:module');
const need = createRequire(process.cwd() + '/');
console.info = console.warn = console.log = () => {};
const tf = need('@tensorflow/tfjs');
const [height, width, projections] = [107, 139, 16];
const backbones = {
  'inception-v3': ['inception_v3', 'mixed7', 'mixed10'],
  'mobilenet-v2': ['mobilenet_v2', 'block_13_expand_relu', 'out_relu'],
};

const frame = new Float32Array(height * width * 3);
for (let y = 0, i = 0; y < height; y++)
  for (let x = 0; x < width; x++)
    for (let c = 0; c < 3; c++, i++)
      frame[i] = ((3 * x + 5 * y + 80 * c + ((x * y) >> 4)) % 256) / 255;

(async () => {
  const result = { height, width, backbones: {} };
  for (const [id, [folder, ...layers]] of Object.entries(backbones)) {
    const path = process.cwd() + `/node_modules/nsfwjs/dist/models/${folder}/`;
    const model = JSON.parse(JSON.stringify(require(path + 'model.min.js')));
    const group = model.weightsManifest[0];
    const data = Buffer.concat(group.paths.map(shard => Buffer.from(require(path + shard + '.min.js'), 'base64')));

    // The network up to the last wanted layer, for frames of this size.
    const config = model.modelTopology.model_config.config;
    config.layers = config.layers.slice(0, 1 + config.layers.findIndex(layer => layer.name === layers[1]));
    config.layers[0].config.batch_input_shape = [null, height, width, 3];
    config.output_layers = layers.map(layer => [layer, 0, 0]);
    const kept = new Set(config.layers.map(layer => layer.name));
    const [specs, parts] = [[], []];
    let at = 0;
    for (const weight of group.weights) {
      const size = weight.shape.reduce((a, b) => a * b, 1);
      if (kept.has(weight.name.split('/')[0])) {
        specs.push(weight);
        parts.push(data.subarray(at, at + size));
      }
      at += size;
    }
    const net = await tf.loadLayersModel({
      load: async () => ({ modelTopology: model.modelTopology, weightSpecs: specs, weightData: new Uint8Array(Buffer.concat(parts)).buffer }),
    });
    const maps = net.predict(tf.tensor(frame, [1, height, width, 3]));
    result.backbones[id] = {};
    for (const [i, name] of ['stage16', 'stage32'].entries()) {
      const map = tf.transpose(maps[i], [0, 3, 1, 2]);
      const values = await map.data();
      result.backbones[id][name] = {
        shape: map.shape,
        norm: Math.sqrt(values.reduce((sum, v) => sum + v * v, 0)),
        // Sums of all values of [1, channels, rows, columns], each with a weight between -1 and 1 of its own.
        projections: Array.from({ length: projections }, (_, k) =>
          values.reduce((sum, v, i) => sum + v * (((i * 7919 + k * 104729) % 2001) / 1000 - 1), 0)),
      };
    }
  }
  process.stdout.write(JSON.stringify(result, null, 1) + '\n');
})();
