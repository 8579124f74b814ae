using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Tests.Crashing;

/// <summary>A plugin that throws where the file <c>crash.txt</c> beside it says: <c>constructor</c>, <c>register</c>, <c>name</c>, <c>schema</c>, <c>write</c>, <c>open</c>, <c>describe</c>, <c>few</c>.</summary>
public sealed class CrashingPlugin : IScreenTimePlugin
{
    public CrashingPlugin()
    {
        if (Where(Path.GetDirectoryName(typeof(CrashingPlugin).Assembly.Location)!) == "constructor")
            throw new InvalidOperationException("constructed badly\nand at length");
    }

    public void Register(IPluginRegistry registry)
    {
        var where = Where(registry.PluginFolder);
        if (where == "register")
            throw new InvalidOperationException("registered badly");
        registry.Add(new Writer(where));
        registry.Add(new Provider(where));
        registry.Add(new TimelineSchema(where == "schema" ? "Gap" : "Slate", 2, () => new Slate())
        {
            Upgrades = new Dictionary<int, Action<Metadata>> { [2] = fields => fields["scene"] = fields["scn"] },
        });
    }

    private static string Where(string folder) => File.ReadAllText(Path.Combine(folder, "crash.txt")).Trim();

    private sealed class Slate : SerializableObject
    {
        public override string SchemaName => "Slate";

        public override int SchemaVersion => 2;

        public string Scene { get; private set; } = "";

        public override string ToString() => Scene;

        protected override void ReadFields(FieldReader reader) => Scene = reader.String("scene", required: true);

        protected override void WriteFields(FieldWriter writer) => writer.Write("scene", Scene);

        protected override SerializableObject NewInstance() => new Slate();
    }

    private sealed class Writer(string where) : IReportWriter
    {
        public string FormatId => where == "name" ? "../crash" : "crash";

        public string Suffix => ".crash";

        public void Write(AnalysisResult result, Stream output)
        {
            output.WriteByte(1);
            if (where == "write")
                throw new InvalidOperationException("written badly\nand at length");
        }
    }

    private sealed class Provider(string where) : IRecognizerProvider
    {
        public string Id => "crash";

        public Task<IRecognizer> OpenAsync(RecognizerSetup setup, CancellationToken cancellationToken) =>
            where == "open" ? throw new InvalidOperationException("opened badly") : Task.FromResult<IRecognizer>(new Recognizer(where));

        public Task<TrainingOutcome> TrainAsync(TrainingRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException("trained badly");
    }

    private sealed class Recognizer(string where) : IRecognizer
    {
        public FrameRequest FrameRequest => new(32, 18);

        public string FeaturesId => "crash";

        public string? HeadId => "crash";

        public string TrainingFeaturesId => "crash";

        public DeviceReport Device => new("cpu", "cpu", "", "", "fp32", null);

        public async ValueTask<IReadOnlyList<byte[]>> DescribeAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return where == "few" ? [] : throw new InvalidOperationException("described badly");
        }

        public ValueTask<byte[]> DescribeForTrainingAsync(Frame frame, CancellationToken cancellationToken) => throw new InvalidOperationException("described badly");

        public ValueTask<IReadOnlyList<Sighting>> JudgeAsync(IReadOnlyList<byte[]> features, CancellationToken cancellationToken) => throw new OperationCanceledException("nobody asked");

        public ValueTask DisposeAsync() => throw new InvalidOperationException("tidied badly");
    }
}
