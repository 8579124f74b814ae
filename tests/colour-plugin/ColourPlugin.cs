using System.Diagnostics;
using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Colour;

/// <summary>
/// Recognises the characters <c>red</c>, <c>green</c> and <c>blue</c> in pictures of plain colours: exact, quick, and in need of no model. It writes to standard output in
/// every way there is, as plugins do that know nothing of the host's door; <c>COLOUR_PLUGIN_DELAY</c> makes each frame take so many milliseconds, and <c>COLOUR_PLUGIN_FAULT</c> makes
/// it <c>throw</c>, <c>block</c>, <c>exit</c> or <c>crash</c> with the second batch of frames; it opens when the file <c>COLOUR_PLUGIN_OPENS_AFTER</c> is there, having said at once which frames it wants. What it is taught it only counts. As <c>colour-faces</c> it takes the middle of a picture for
/// somebody's face, which is told by its colour.
/// </summary>
public sealed class ColourPlugin : IScreenTimePlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        registry.Add(new Provider("colour", cast => new Recognizer(cast)));
        registry.Add(new Provider("colour-faces", cast => new FaceRecognizer(cast)));
    }

    private sealed class Provider(string id, Func<Cast, IRecognizer> open) : IRecognizerProvider
    {
        public string Id => id;

        public async Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken)
        {
            var recognizer = open(setup.Cast);
            if (Environment.GetEnvironmentVariable("COLOUR_PLUGIN_OPENS_AFTER") is not { Length: > 0 } file)
                return recognizer;
            setup.TellRequest?.Invoke(recognizer.FrameRequest);
            var waited = Stopwatch.StartNew();
            while (!File.Exists(file))
            {
                if (waited.Elapsed > TimeSpan.FromMinutes(1))
                    throw new TimeoutException($"there is no {file}");
                await Task.Delay(5, cancellationToken);
            }

            return recognizer;
        }

        public async Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken)
        {
            request.Log.Report($"{request.Examples.Count} examples");
            await File.WriteAllTextAsync(Path.Combine(request.OutputFolder, "head.txt"), "colours", cancellationToken);
            await Task.Delay(s_delay, cancellationToken);
            var qualities = request.Setup.Cast.Characters.Select((character, index) => new CharacterQuality(
                character.Id, request.Examples.Count(example => example.Present[index] is true), request.Examples.Count(example => example.Present[index] is false), 1, null, null, new Estimate(1, 0.9, 1), null)).ToList();
            return new TrainingOutcome(new ModelDescription("colours", ["none"], 0, 7), "nothing is held out", request.Examples.Count, 0, qualities, 0, 0, 1, 1, []);
        }
    }

    private static readonly int s_delay = int.TryParse(Environment.GetEnvironmentVariable("COLOUR_PLUGIN_DELAY"), NumberStyles.None, CultureInfo.InvariantCulture, out var delay) ? delay : 0;

    private static readonly string[] s_colours = ["red", "green", "blue"];

    private sealed class FaceRecognizer(Cast cast) : Recognizer(cast), IShotRecognizer
    {
        private readonly Cast _cast = cast;

        public bool FeaturesArePersonal => true;

        public ValueTask<IReadOnlyList<Sighting>> JudgeShotAsync(IReadOnlyList<ShotFrame> shot, IReadOnlyList<ShotFrame> frames, CancellationToken cancellationToken) =>
            JudgeAsync([.. frames.Select(frame => frame.Features)], cancellationToken);

        public ValueTask<IReadOnlyList<UnnamedLook>> GroupUnnamedAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => new(
            [.. from colour in Enumerable.Range(0, s_colours.Length)
                where _cast.Characters.All(character => character.Id != s_colours[colour])
                let places = Enumerable.Range(0, features.Count).Where(i => features[i][colour] >= 20).Select(i => new UnnamedPlace(i, new SightingRegion(0.4f, 0.4f, 0.2f, 0.2f))).ToList()
                where places.Count > 0
                select new UnnamedLook(places)]);
    }

    private class Recognizer(Cast cast) : IRecognizer
    {

        private int _batches;

        public FrameRequest FrameRequest => new(64, 36);

        public string FeaturesId => "colour1";

        public string? HeadId => "colour";

        public string TrainingFeaturesId => "colour1";

        public DeviceReport Device => new("cpu", "cpu", "", "", "fp32", null);

        public async ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken)
        {
            Console.WriteLine("{\"type\":\"colours\"}");
            using (var output = Console.OpenStandardOutput())
                output.Write("{\"type\":\"raw\"}\n"u8);
            if (++_batches > 1)
                Fail(Environment.GetEnvironmentVariable("COLOUR_PLUGIN_FAULT"));
            await Task.Delay(s_delay * frames.Count, cancellationToken);
            return [.. frames.Select(frame => Shares(frame.Pixels.Span))];
        }

        public ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken) => new(Shares(frame.Pixels.Span));

        public ValueTask<IReadOnlyList<float[]>> LooksAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => new([.. features.Select(shares =>
        {
            var length = Math.Max(1e-3f, MathF.Sqrt(shares.Sum(share => (float)share * share)));
            return shares.Select(share => share / length).ToArray();
        })]);

        public ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => new(
            [.. features.Select(shares => new Sighting([.. cast.Characters.Select(character => Array.IndexOf(s_colours, character.Id) is >= 0 and var i && shares[i] >= 20 ? 0.99f : 0.01f)]))]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static void Fail(string? how)
        {
            switch (how)
            {
                case "throw":
                    throw new InvalidOperationException("as asked");
                case "block":
                    Thread.Sleep(Timeout.Infinite);
                    break;
                case "exit":
                    Environment.Exit(0);
                    break;
                case "crash":
                    Environment.FailFast("as asked");
                    break;
            }
        }

        // The share of each colour in hundredths of the picture.
        private static byte[] Shares(ReadOnlySpan<byte> pixels)
        {
            var counts = new int[3];
            for (var i = 0; i + 2 < pixels.Length; i += 3)
            {
                var (red, green, blue) = (pixels[i], pixels[i + 1], pixels[i + 2]);
                if (red > 128 && green < 90 && blue < 90)
                    counts[0]++;
                else if (green > 90 && red < 90 && blue < 90)
                    counts[1]++;
                else if (blue > 128 && red < 90 && green < 90)
                    counts[2]++;
            }

            var all = pixels.Length / 3;
            return [.. counts.Select(count => (byte)(count * 100 / all))];
        }
    }
}
