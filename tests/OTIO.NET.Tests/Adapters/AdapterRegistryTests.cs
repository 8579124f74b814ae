using OpenTimelineIO.Tests.Bundles;

namespace OpenTimelineIO.Tests.Adapters;

public sealed class AdapterRegistryTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut.otio", "otio_json")]
    [InlineData("CUT.OTIO", "otio_json")]
    [InlineData("cut.otioz", "otioz")]
    [InlineData("cut.otiod/", "otiod")]
    public void A_timeline_is_written_and_read_by_the_adapter_of_the_ending(string name, string adapter)
    {
        var timeline = new Timeline("t") { Tracks = { Children = { new Track("V1") { Children = { new Gap(new RationalTime(5, 24)) } } } } };
        Assert.Equal(adapter, AdapterRegistry.Standard.ReaderOf(name).Name);
        Assert.Equal(adapter, AdapterRegistry.Standard.WriterOf(name).Name);
        Assert.Empty(AdapterRegistry.Standard.Write(_folder[name], timeline));
        var reading = AdapterRegistry.Standard.Read(_folder[name]);
        Assert.True(timeline.IsEquivalentTo(reading.Content));
        Assert.Empty(reading.Notes);
    }

    [Fact]
    public void An_ending_that_nobody_knows_is_an_error_that_names_those_that_are_known()
    {
        var error = Assert.Throws<OtioException>(() => AdapterRegistry.Standard.Read(_folder["cut.aaf"]));
        Assert.Equal(OtioError.UnknownFileKind, error.Error);
        Assert.Contains("'cut.aaf' is of no kind that can be read: .otio, .otiod, .otioz", error.Message, StringComparison.Ordinal);
        Assert.Equal(OtioError.UnknownFileKind, Assert.Throws<OtioException>(() => AdapterRegistry.Standard.Write(_folder["cut"], new Timeline())).Error);
    }

    [Fact]
    public void The_longest_ending_wins_then_the_adapter_added_last()
    {
        var registry = AdapterRegistry.Standard.With(new Lines("lines", ".otio.txt", ".txt")).With(new Lines("other", ".txt"));
        Assert.Equal("lines", registry.WriterOf("a.otio.txt").Name);
        Assert.Equal("other", registry.WriterOf("a.txt").Name);
        Assert.True(registry.TryGetWriter("a.txt", out var writer));
        Assert.Equal("other", writer.Name);
        Assert.False(registry.TryGetReader("a.txt", out _));
        Assert.Equal(OtioError.UnknownFileKind, Assert.Throws<OtioException>(() => registry.ReaderOf("a.txt")).Error);
    }

    [Fact]
    public void An_adapter_of_the_same_name_replaces_the_one_before()
    {
        var mine = new Lines("OTIOZ", ".otioz");
        var registry = AdapterRegistry.Standard.With(mine);
        Assert.Same(mine, registry.WriterOf("a.otioz"));
        Assert.Equal(AdapterRegistry.Standard.Adapters.Count, registry.Adapters.Count);
        Assert.True(registry.TryGet("otioz", out var found));
        Assert.Same(mine, found);
        Assert.False(registry.TryGet("otio", out _));
    }

    [Fact]
    public void Options_of_the_call_and_of_the_format_reach_the_format()
    {
        var timeline = new Timeline("t") { Tracks = { Children = { new Track("V1") { Children = { new Clip("a", new ExternalReference("nowhere.mov")) } } } } };
        var registry = AdapterRegistry.Standard.With(new OtiozAdapter { Writing = new() { Media = MediaPolicy.AllMissing } });
        registry.Write(_folder["a.otioz"], timeline, new() { Otio = new() { Target = SchemaTarget.Otio014 } });
        var error = Assert.Throws<OtioException>(() => registry.Read(_folder["a.otioz"], new() { Otio = new() { MaxValues = 10 } }));
        Assert.Equal(OtioError.LimitExceeded, error.Error);
        Assert.IsType<MissingReference>(Assert.Single(((Timeline)registry.Read(_folder["a.otioz"]).Content).FindClips()).MediaReference);
    }

    [Fact]
    public void What_a_bundle_leaves_behind_is_said()
    {
        var timeline = new Timeline("t") { Tracks = { Children = { new Track("V1") { Children = { new Clip("a", new ExternalReference("nowhere.mov")) } } } } };
        foreach (var name in (string[])["a.otioz", "a.otiod"])
        {
            var writing = new BundleWriteOptions { Media = MediaPolicy.MissingIfNotFile };
            var registry = AdapterRegistry.Standard.With(new OtiozAdapter { Writing = writing }).With(new OtiodAdapter { Writing = writing });
            Assert.Equal(["the media of the clip 'a' is not in the bundle: target_url target is not a file or does not exist: nowhere.mov"], registry.Write(_folder[name], timeline));
        }
    }

    [Fact]
    public void Media_that_older_readers_lose_is_said()
    {
        var clip = new Clip("a", new ExternalReference("a.mov"));
        clip.MediaReferences["proxy"] = new ExternalReference("b.mov");
        var collection = new SerializableCollection { Children = { new Timeline("t") { Tracks = { Children = { clip } } } } };
        Assert.Empty(AdapterRegistry.Standard.Write(_folder["a.otio"], collection));
        var notes = AdapterRegistry.Standard.Write(_folder["a.otio"], collection, new() { Otio = new() { Target = SchemaTarget.Otio014 } });
        Assert.Equal("Clip.1 holds one medium a clip: of 1 clip with several, 'a' first, the active one was written", Assert.Single(notes));
    }

    [Fact]
    public void An_image_sequence_that_claims_billions_of_pictures_ends_at_the_first_that_is_missing()
    {
        var sequence = new ImageSequenceReference { TargetUrlBase = "nowhere", Rate = 24, FrameStep = 1, AvailableRange = new(0, 2e9, 24) };
        var timeline = new Timeline("t") { Tracks = { Children = { new Track("V1") { Children = { new Clip("a", sequence) } } } } };
        foreach (var policy in Enum.GetValues<MediaPolicy>().Where(policy => policy != MediaPolicy.ErrorIfNotFile))
            Assert.Single(OtioBundle.WriteZip(_folder[$"{policy}.otioz"], timeline, new() { Media = policy }));
    }

    /// <summary>Writes the names of clips.</summary>
    private sealed class Lines(string name, params string[] suffixes) : ITimelineAdapter
    {
        public string Name => name;

        public IReadOnlyList<string> Suffixes => suffixes;

        public bool CanRead => false;

        public bool CanWrite => true;

        public AdapterReading Read(string path, AdapterReadOptions options) => throw new NotSupportedException();

        public IReadOnlyList<string> Write(string path, SerializableObject value, AdapterWriteOptions options) => [];
    }
}
