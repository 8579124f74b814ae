namespace OpenTimelineIO.Tests.Conformance;

/// <summary>The reference's own files: its samples, and random timelines it wrote.</summary>
internal static class SampleFiles
{
    public static IEnumerable<string> All() => Samples().Concat(Cases());

    public static IEnumerable<string> Samples() => In("otio-sample-data");

    public static IEnumerable<string> Cases() => In("otio-conformance");

    private static IEnumerable<string> In(string folder)
    {
        var files = Directory.GetFiles(SharedData.Path(folder), "*.otio");
        Assert.NotEmpty(files);
        return files.Order(StringComparer.Ordinal);
    }
}
