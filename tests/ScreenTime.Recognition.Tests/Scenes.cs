using ScreenTime.Recognition.Characters;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests;

/// <summary>Pictures of two characters, a red and a blue square, on grey grounds of changing shade; and the cast that looks for them.</summary>
internal sealed class Scenes : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-recognition-").FullName;

    public Scenes()
    {
        Models = Directory.CreateDirectory(Path.Combine(_folder, "models")).FullName;
        TinyBackbone.Write(Models);
    }

    public static Cast Cast { get; } = new("squares", [new Character("red", "RED", "RED"), new Character("blue", "BLUE", "BLUE")]);

    public string Models { get; }

    public CharacterRecognizerProvider Provider { get; } = new();

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    public RecognizerSetup Setup(string? head = null, string device = "cpu", Precision precision = Precision.Full) =>
        new(Cast, head, Models, DeviceRequest.TryParse(device, out var request) ? request with { Precision = precision } : throw new ArgumentException(device), new OpenGate());

    /// <summary>A scene: number <paramref name="index"/> of a film, four to a shot; where the squares stand changes within a shot, the ground between shots.</summary>
    public static (Frame Frame, bool Red, bool Blue, (int X, int Y) RedAt) Draw(int index, int seed = 1)
    {
        var shot = new Random((seed * 1000) + (index / 4));
        var (shade, red, blue) = (60 + shot.Next(120), shot.Next(2) == 0, shot.Next(2) == 0);
        var random = new Random((seed * 100_000) + index);
        var pixels = new byte[TinyBackbone.Width * TinyBackbone.Height * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(shade + random.Next(12));
        var at = (random.Next(TinyBackbone.Width / 2 - 20), random.Next(TinyBackbone.Height - 20));
        if (red)
            Square(at.Item1, at.Item2, 220, 30, 30);
        if (blue)
            Square((TinyBackbone.Width / 2) + random.Next((TinyBackbone.Width / 2) - 20), random.Next(TinyBackbone.Height - 20), 30, 30, 220);
        var frame = new Frame(new FrameRequest(TinyBackbone.Width, TinyBackbone.Height), pixels, "film", MediaTime.FromSeconds(index), index / 4);
        return (frame, red, blue, at);

        void Square(int left, int top, byte r, byte g, byte b)
        {
            for (var y = top; y < top + 18; y++)
                for (var x = left; x < left + 18; x++)
                    (pixels[((y * TinyBackbone.Width) + x) * 3], pixels[(((y * TinyBackbone.Width) + x) * 3) + 1], pixels[(((y * TinyBackbone.Width) + x) * 3) + 2]) = (r, g, b);
        }
    }

    public async Task<TrainingExample[]> Examples(int count, int seed = 1)
    {
        await using var recognizer = await Provider.OpenAsync(Setup(), default);
        var examples = new TrainingExample[count];
        for (var i = 0; i < count; i++)
        {
            var (frame, red, blue, _) = Draw(i, seed);
            examples[i] = new TrainingExample($"frame{i}", "film", i / 4, await recognizer.DescribeForTrainingAsync(frame, default), [red, blue]);
        }

        return examples;
    }

    public TrainingRequest Request(
        IReadOnlyList<TrainingExample> examples, string output, string work, SplitKind split = SplitKind.ByShot, List<string>? log = null) =>
        new(Setup(), examples, split, 42, true, Folder(output), Folder(work), new Lines(log ?? []));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public sealed class Lines(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }

    public sealed class OpenGate : IDeviceGate
    {
        public ValueTask<IDisposable> EnterAsync(string device, CancellationToken cancellationToken) => new(new MemoryStream());
    }
}
