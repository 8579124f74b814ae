using System.IO.Compression;
using System.Text;
using OpenTimelineIO;

namespace ScreenTime.Fuzz;

/// <summary>Zip files as <c>.otioz</c>: nothing that is unpacked lies outside the folder it was to go to, and nothing is left of what was refused.</summary>
internal sealed class BundleTarget : FuzzTarget
{
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_names =
    [
        "version.txt", "content.otio", "media/a.mov", "media/", "../a", "/etc/a", "media/../../a", "media\\..\\..\\a", "C:\\a", "media/a.mov/b", "CONTENT.OTIO",
        "media/nul\0", "media/. ", "media//a", "media/ä.mov", "", "other/a",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("otio-fuzz-").FullName;

    public override string Name => "bundle";

    public override IReadOnlyList<string> Words { get; } =
        ["PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\a", "PK\a\b", "\0\0\0\0", "\u007f\u007f\u007f\u007f", "\u0001\0", "../", "media/", "1.0.0", "2"];

    public override IReadOnlyList<byte[]> Seeds()
    {
        var seeds = new List<byte[]>();
        foreach (var content in Files("json"))
            foreach (var level in (ReadOnlySpan<CompressionLevel>)[CompressionLevel.NoCompression, CompressionLevel.Optimal])
                seeds.Add(Zip([("version.txt", "1.0.0"u8.ToArray()), ("content.otio", content), ("media/a.mov", "media"u8.ToArray())], level));
        return seeds;
    }

    // Bytes of a zip file seldom change without breaking it, so half of the inputs are packed anew from changed entries.
    public override byte[] Mutated(byte[] input, Mutator mutator)
    {
        if (mutator.Below(2) == 0)
            return mutator.Mutated(input);
        var entries = new List<(string Name, byte[] Content)>();
        try
        {
            using var zip = new ZipArchive(new MemoryStream(input));
            foreach (var entry in zip.Entries.Take(20))
            {
                using var stream = entry.Open();
                var content = new byte[MaxLength];
                entries.Add((entry.FullName, content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)]));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
        }
        if (entries.Count == 0)
            return mutator.Mutated(input);
        var changed = mutator.Below(entries.Count);
        switch (mutator.Below(4))
        {
            case 0:
                entries[changed] = (s_names[mutator.Below(s_names.Length)], entries[changed].Content);
                break;
            case 1:
                entries.Add((s_names[mutator.Below(s_names.Length)], entries[changed].Content));
                break;
            default:
                entries[changed] = (entries[changed].Name, mutator.Mutated(entries[changed].Content));
                break;
        }
        return Zip(entries, mutator.Below(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
    }

    public override bool Run(byte[] input)
    {
        var path = Path.Combine(_folder, "a.otioz");
        var target = Path.Combine(_folder, "out");
        File.WriteAllBytes(path, input);
        try
        {
            var read = OtioBundle.ReadZip(path, new()
            {
                ExtractTo = target,
                AbsolutePaths = true,
                MaxExtractedBytes = 1 << 20,
                MaxDirectoryBytes = 1 << 20,
                Json = DocumentTarget.Limits,
            });
            Require(read.IsEquivalentTo(read.Clone()), "a clone differs");
            Require(File.Exists(Path.Combine(target, "content.otio")), "what was read was not unpacked");
            return true;
        }
        catch (OtioException)
        {
            Require(!Directory.Exists(target), "what was refused was unpacked");
            return false;
        }
        finally
        {
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            File.Delete(path);
            Require(!Directory.EnumerateFileSystemEntries(_folder).Any(), "something was left outside the folder that was to be unpacked into");
        }
    }

    private static byte[] Zip(IReadOnlyList<(string Name, byte[] Content)> entries, CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
            foreach (var (name, content) in entries)
            {
                var entry = zip.CreateEntry(name.Length > 0 ? name : "/", level);
                entry.LastWriteTime = s_time;
                using var to = entry.Open();
                to.Write(content);
            }
        return stream.ToArray();
    }
}
