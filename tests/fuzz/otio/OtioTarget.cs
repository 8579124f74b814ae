namespace OpenTimelineIO.Fuzz;

/// <summary>What must hold for every input: it is refused with an OtioException, or it reads, writes, clones and answers consistently.</summary>
internal static class OtioTarget
{
    private static readonly OtioReadOptions s_options = new() { MaxBytes = 1 << 20, MaxValues = 100_000, MaxStringLength = 100_000 };

    /// <summary>Whether the input was a valid document.</summary>
    public static bool Run(byte[] input)
    {
        SerializableObject read;
        try
        {
            using var stream = new MemoryStream(input);
            read = OtioJson.Read(stream, s_options);
        }
        catch (OtioException)
        {
            return false;
        }
        var written = OtioJson.Write(read);
        var again = OtioJson.Read(written);
        Require(OtioJson.Write(again) == written, "writing what was written gives other bytes");
        Require(read.IsEquivalentTo(again), "what was written reads as something else");
        Require(read.IsEquivalentTo(read.Clone()), "a clone differs");
        Downgrade(read);
        if (read is Timeline timeline)
            Ask(timeline.Tracks);
        else if (read is Composition composition)
            Ask(composition);
        return true;
    }

    private static void Downgrade(SerializableObject read)
    {
        var older = OtioJson.Write(read, new() { Target = SchemaTarget.Otio014 });
        OtioJson.Read(older);
    }

    private static void Ask(Composition root)
    {
        Quietly(() => root.Duration());
        foreach (var item in root.FindChildren<Item>())
        {
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
        }
        if (root is Stack stack)
            Quietly(() => stack.Flatten());
    }

    private static void Quietly(Action ask)
    {
        try
        {
            ask();
        }
        catch (OtioException)
        {
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }
}
