using OpenTimelineIO;

namespace ScreenTime.Fuzz;

/// <summary>The JSON of <c>.otio</c> files: what reads also writes, reads again as the same, clones, downgrades and answers.</summary>
internal sealed class DocumentTarget : FuzzTarget
{
    public static readonly OtioReadOptions Limits = new() { MaxBytes = 1 << 20, MaxValues = 100_000, MaxStringLength = 100_000 };

    public override string Name => "json";

    public override IReadOnlyList<string> Words { get; } =
    [
        "null", "true", "0", "-1", "1e308", "-0.0", "NaN", "Inf", "-Infinity", "9223372036854775807", "99999999999999999999", "[]", "{}", "\"\"",
        "\"OTIO_SCHEMA\":", "\"Track.1\"", "\"Stack.1\"", "\"Clip.1\"", "\"Clip.2\"", "\"Gap.1\"", "\"Transition.1\"", "\"Marker.1\"", "\"Marker.3\"",
        "\"RationalTime.1\"", "\"TimeRange.1\"", "\"Nothing.9\"", "\"ImageSequenceReference.1\"", "\"Color.1\"", "\"in_offset\":", "\"tracks\":", "\"UnknownSchema.1\"", "\"children\":", "\"rate\":", "\"value\":", "\\ud83d\\ude00", "\\u0000",
        "\"OTIO_REF_ID\":\"a\",", "{\"OTIO_SCHEMA\":\"SerializableObjectRef.1\",\"id\":\"a\"}", "{\"OTIO_SCHEMA\":\"SerializableObjectRef.1\",\"id\":\"b\"}",
        "\"", "{", "}", "[", "]", ",", ":",
    ];

    public override IReadOnlyList<byte[]> Seeds() => Files("json");

    public override bool Run(byte[] input)
    {
        SerializableObject read;
        try
        {
            using var stream = new MemoryStream(input);
            read = OtioJson.Read(stream, Limits);
        }
        catch (OtioException)
        {
            return false;
        }
        Check(read);
        return true;
    }

    public static void Check(SerializableObject read)
    {
        var written = OtioJson.Write(read);
        var again = OtioJson.Read(written);
        Require(OtioJson.Write(again) == written, "writing what was written gives other bytes");
        Require(read.IsEquivalentTo(again), "what was written reads as something else");
        Require(read.IsEquivalentTo(read.Clone()), "a clone differs");
        OtioJson.Read(OtioJson.Write(read, new() { Target = SchemaTarget.Otio014 }));
        if (read is Composition composition)
            Ask(composition);
        foreach (var timeline in new SerializableCollection { Children = { read } }.FindChildren<Timeline>())
            Ask(timeline.Tracks);
    }

    private static void Ask(Composition root)
    {
        Quietly(() => root.Duration());
        root.AvailableImageBounds();
        Quietly(() => { _ = root.FindClips(new TimeRange(3, 20, 24)).ToList(); });
        foreach (var sequence in root.FindClips().SelectMany(clip => clip.MediaReferences.Values).OfType<ImageSequenceReference>())
        {
            Quietly(() => sequence.TargetUrlForImageNumber(sequence.NumberOfImages() - 1));
            Quietly(() => sequence.FrameForTime(sequence.PresentationTimeForImageNumber(sequence.EndFrame() - sequence.StartFrame)));
        }
        foreach (var item in root.FindChildren<Item>())
        {
            Require(item.TryGetTrimmedRange(out _) == item.TryGetDuration(out _), "a range without a duration, or the other way round");
            Quietly(() => item.VisibleRange());
            Quietly(() => item.TrimmedRangeInParent());
            Quietly(() => item.TransformedTimeRange(item.TrimmedRange(), root));
        }
        foreach (var track in root.FindChildren<Track>())
        {
            Quietly(() => track.ChildAtTime(new(10, 24)));
            Quietly(() => track.DeepClone().Slice(new(10, 24)));
            Quietly(() => track.TrimmedToRange(new(3, 20, 24)));
            Quietly(() => track.DeepClone().Overwrite(new Clip("x", sourceRange: new(0, 5, 24)), new(2, 5, 24)));
            Quietly(() => track.DeepClone().Insert(new Clip("x", sourceRange: new(0, 5, 24)), new(2, 24)));
            Quietly(() => track.DeepClone().Fill(new Clip("x", sourceRange: new(0, 5, 24)), new(2, 24), FillReference.Fit));
            Quietly(() => track.DeepClone().RemoveAtTime(new(2, 24)));
            Edit(track, (item, delta) => item.Trim(delta, -delta));
            Edit(track, (item, delta) => item.Slip(delta));
            Edit(track, (item, delta) => item.Slide(delta));
            Edit(track, (item, delta) => item.Ripple(delta, -delta));
            Edit(track, (item, delta) => item.Roll(delta, -delta));
        }
        if (root is Stack stack)
            Quietly(() => stack.Flatten());
    }

    // An edit may be refused, but what it leaves is written.
    private static void Edit(Track track, Action<Item, RationalTime> edit)
    {
        var copy = track.DeepClone();
        if (copy.Children.OfType<Item>().ElementAtOrDefault(1) is not { } second)
            return;
        Quietly(() => edit(second, new(2, 24)));
        Quietly(() => edit(second, new(-3, 25)));
        OtioJson.Write(copy);
    }
}
