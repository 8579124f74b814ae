using System.IO.Hashing;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Exporters.Avid;
using ScreenTime.Exporters.Edl;
using ScreenTime.Exporters.Fcpxml;
using ScreenTime.Exporters.Kdenlive;
using ScreenTime.Exporters.Mlt;
using ScreenTime.Exporters.Otio;
using ScreenTime.Exporters.Resolve;
using ScreenTime.Exporters.Xmeml;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Fuzz;

/// <summary>
/// A reader of a timeline format. What reads is laid out as an analysis would; its own writer puts markers into it, a second run gives the same bytes, taking them out gives the file as it was; another writer's
/// file reads again.
/// </summary>
internal sealed class TimelineTarget : FuzzTarget
{
    private static readonly string[] s_rates = ["24", "25", "29.97", "59.94", "23.976", "50", "30", "60"];
    private static readonly (ITimelineReader? Reader, ITimelineWriter Writer)[] s_formats =
    [
        (new OtioReader(), new OtioWriter()), (new EdlReader(), new EdlWriter()), (new EdlReader(), new ResolveMarkerEdlWriter()), (new AvidMarkerReader(), new AvidMarkerWriter()),
        (new XmemlReader(), new XmemlWriter()), (new FcpxmlReader(), new FcpxmlWriter()), (new KdenliveReader(), new KdenliveWriter()), (new MltReader(), new MltWriter()),
        (new OtioReader(), new OtioWriter(OtioTarget.Resolve)), (new OtioReader(), new OtioWriter(OtioTarget.Kdenlive)), (new OtioReader(), new OtioWriter(OtioTarget.Clip1)),
    ];

    // What a list and a document consist of, and what makes trouble.
    private static readonly string[] s_listWords =
    [
        "M2 ", "M2   A001  -048.0  00:00:10:00\n", "* LOC: ", "* LOC: 01:00:00:10 RED     X\n", " V ", " V2 ", " AA/V ", " NONE ", " B ", " C ", " D 012 ", " D 999999 ", " W001 012 ", " K B 012 ", " K O ", "BL ", "BARS ",
        "01:00:00;02", "23:59:59:23", "24:00:00:00", "99:99:99:99", "FCM: DROP FRAME\n", "FCM: NON-DROP FRAME\n", "TITLE:", ">>> SOURCE a -> ", "* FROM CLIP NAME: ", "* TO CLIP NAME: ", "* SOURCE FILE: ", "* FREEZE FRAME\n", "*ASC_SOP (1 1 1)(0 0 0)(1 1 1)\n",
        "*ASC_SAT 0.9\n", "FINAL CUT PRO REEL: A REPLACED BY: B\n", "SPLIT:    AUDIO DELAY=  00:00:00:12\n", "|C:ResolveColorBlue |M:TOM |D:7", "[st:tom] 1a2b3c", "\t", "\r\n", "\r", "\u001A", "\ufeff", "\u2028", "\0",
    ];

    private static readonly string[] s_documentWords =
    [
        "-1", "1/0s", "-5/25s", "9223372036854775807/3s", "1001/30000s", "00:00:01.000", "00:00:00;02", "999:59:59.999", "TRUE", "FALSE", "NaN", "-Infinity", "", "&amp;", "&#10;", "&#0;", "&#x1F600;", "&lol;", "<!-- -->", "<![CDATA[x]]>",
        "<!DOCTYPE x [<!ENTITY lol \"lol\"><!ENTITY b \"&lol;&lol;\">]>", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">", "[st:tom] 1a2b3c", "id=\"sequence-1\"", "ref=\"r1\"", "ref=\"r2\"", "lane=\"1\"", "lane=\"-1\"", "offset=\"0s\"", "start=\"3600s\"", "duration=\"0s\"",
        "file:///a%20b.mov", "../../../etc/passwd", "C:\\a\\b.mov", "timeremap", "<stillframe>TRUE</stillframe>", "<reverse>TRUE</reverse>", "in=\"5\"", "out=\"4\"", "<blank length=\"5\"/>", "timewarp:-2:a.mp4", "freeze", "luma", "mix", "1e308", "[{\"pos\":1,\"comment\":\"a\",\"type\":3}]",
    ];

    private readonly string _extension;
    private readonly ITimelineReader _reader;
    private readonly ITimelineWriter _writer;
    private readonly string[] _seeds;
    private readonly string _folder = Directory.CreateTempSubdirectory("timelines-").FullName;

    private TimelineTarget(string name, string extension, ITimelineReader reader, ITimelineWriter writer, IReadOnlyList<string> words, params string[] seeds) =>
        (Name, _extension, _reader, _writer, Words, _seeds) = (name, extension, reader, writer, words, seeds);

    /// <summary>A target for every reader.</summary>
    public static new IReadOnlyList<FuzzTarget> All { get; } =
    [
        new TimelineTarget("edl", ".edl", new EdlReader(), new EdlWriter(), s_listWords, "example.edl.golden", "patched.edl.golden"),
        new TimelineTarget("resolve", ".edl", new EdlReader(), new ResolveMarkerEdlWriter(), s_listWords, "example.resolve.edl.golden"),
        new TimelineTarget("avid", ".txt", new AvidMarkerReader(), new AvidMarkerWriter(), s_listWords, "example.avid.txt.golden"),
        new TimelineTarget("xmeml", ".xml", new XmemlReader(), new XmemlWriter(), s_documentWords, "example.xml.golden"),
        new TimelineTarget("fcpxml", ".fcpxml", new FcpxmlReader(), new FcpxmlWriter(), s_documentWords, "example.fcpxml.golden"),
        new TimelineTarget("kdenlive", ".kdenlive", new KdenliveReader(), new KdenliveWriter(), s_documentWords, "example.kdenlive.golden"),
        new TimelineTarget("mlt", ".mlt", new MltReader(), new MltWriter(), s_documentWords, "example.mlt.golden"),
        new TimelineTarget("otio", ".otio", new OtioReader(), new OtioWriter(), new DocumentTarget().Words, "example.otio.golden", "example.resolve.otio.golden", "example.clip1.otio.golden"),
    ];

    public override string Name { get; }

    public override IReadOnlyList<string> Words { get; }

    public override int MaxLength => 160_000;

    // Read, laid out and written half a dozen times.
    public override long MostAllocated => 800L << 20;

    public override IReadOnlyList<byte[]> Seeds() =>
        [.. Files(Name), .. _seeds.SelectMany(seed => Files("golden", seed)), .. RealFiles.Of(Name == "resolve" ? "resolve_markers.edl" : _extension)];

    public override bool Run(byte[] input)
    {
        foreach (var old in Directory.EnumerateFileSystemEntries(_folder))
        {
            if (Directory.Exists(old))
                Directory.Delete(old, recursive: true);
            else
                File.Delete(old);
        }

        // What is asked for besides follows from the input, so that an input is one case.
        var dice = new Random((int)XxHash32.HashToUInt32(input));
        var path = Place(input, dice);
        var options = OptionsOf(dice);
        TimelineDocument document;
        try
        {
            document = _reader.Read(path, options);
        }
        catch (UserException refusal)
        {
            RequireSentence(refusal);
            return false;
        }

        Require(document.Assumptions.All(sentence => sentence.Length is > 0 and < 2000 && !sentence.Any(char.IsControl)), "an assumption is no sentence");
        Require(document.Rate.Value is > 0 and < 1001, $"a rate of {document.Rate.Value}");
        _ = document.TimecodeOf(0);
        Require(OtioJson.Write(OtioJson.Read(OtioJson.Write(document.Timeline))) == OtioJson.Write(document.Timeline), "the timeline is none that OTIO can write and read");
        var frames = Lay(document);
        var result = Findings.Of(document, Math.Clamp(frames, 1, 100_000));
        Patch(document, options, result, input, isOnFrames: frames > 0);
        Convert(document, dice);
        return true;
    }

    /// <summary>As a file, or as one of the folders and archives that hold it.</summary>
    private string Place(byte[] input, Random dice)
    {
        var shape = dice.Next(8);
        var path = Path.Combine(_folder, "cut" + _extension);
        if (Name == "fcpxml" && shape == 0)
        {
            path = Path.Combine(_folder, "cut.fcpxmld");
            Directory.CreateDirectory(path);
            File.WriteAllBytes(Path.Combine(path, "Info.fcpxml"), input);
        }
        else if (Name == "otio" && shape == 0)
        {
            path = Path.Combine(_folder, "cut.otiod");
            Directory.CreateDirectory(path);
            File.WriteAllBytes(Path.Combine(path, "content.otio"), input);
            File.WriteAllText(Path.Combine(path, "version.txt"), "1.0.0");
        }
        else
        {
            File.WriteAllBytes(path, input);
        }

        return path;
    }

    private TimelineReadOptions OptionsOf(Random dice)
    {
        var counts = Name is "edl" or "resolve" or "avid";
        FrameRate? rate = counts || dice.Next(4) == 0 ? FrameRate.TryParse(s_rates[dice.Next(s_rates.Length)], out var parsed) ? parsed : null : null;
        return new TimelineReadOptions(
            rate,
            dice.Next(6) switch { 0 => true, 1 => false, _ => null },
            dice.Next(6) switch { 0 => "00:00:00:00", 1 => "10:00:00;00", _ => Name == "otio" ? "01:00:00:00" : null },
            Lenient: dice.Next(2) == 0,
            dice.Next(12) == 0 ? "Sequence 1" : null);
    }

    /// <summary>Lays it on its record, as an analysis does; how many frames it has, 0 where it cannot be laid.</summary>
    private static long Lay(TimelineDocument document)
    {
        try
        {
            var links = document.Timeline.FindClips().ToDictionary(clip => clip, clip => new MediaLink(null, "a.mov", "offline", "is offline"), ReferenceEqualityComparer.Instance as IEqualityComparer<Clip>);
            var map = RecordMap.Build(document, links, []);
            Require(map.Segments.Zip(map.Segments.Skip(1)).All(pair => pair.First.Record.End == pair.Second.Record.Start), "the record has holes");
            return map.FrameCount;
        }
        catch (UserException refusal)
        {
            RequireSentence(refusal);
            return 0;
        }
    }

    private void Patch(TimelineDocument document, TimelineReadOptions options, AnalysisResult result, byte[] input, bool isOnFrames)
    {
        // The folder of a document is no file that a writer gives.
        if (Write(_writer, new TimelineExport(document, result.Cast, result), out var notes) is not { } first)
            return;
        var again = options with { Rate = document.Rate, DropFrame = document.Rate.HasDropFrame ? document.DropFrame : null, StartTimecode = options.StartTimecode ?? StartOf(document) };
        var path = Path.Combine(_folder, "again" + _extension);
        var second = Reread(_reader, path, first, again, "with markers");
        var own = second.Timeline.Tracks.FindChildren<Item>().Prepend(second.Timeline.Tracks).SelectMany(item => item.Markers, (item, marker) => (item, marker))
            .Where(pair => pair.marker.Metadata.TryGetMap("screentime", out _)).ToList();
        // FCPXML hangs them on clips, and says where there is none. A clip that a lenient reader passes over is the editor's still: it has the marker, and the reader does not see it.
        Require(
            own.Count > 0 || !isOnFrames || notes.Any(note => note.Contains("left out", StringComparison.Ordinal)) || (options.Lenient && Encoding.Latin1.GetString(first).Contains("[st", StringComparison.Ordinal)),
            "no marker is in the file that was written with some");
        if (Write(_writer, new TimelineExport(second with { Path = path }, result.Cast, result)) is not { } third)
            throw new InvalidOperationException("a file that markers were written into is refused the second time");
        // One of ours that was damaged is a person's from then on: it settles in the first run.
        Require(third.AsSpan().SequenceEqual(first), $"a second run gives other bytes: {Difference(first, third)}");
        if (_writer is not (EdlWriter or XmemlWriter or FcpxmlWriter or KdenliveWriter or MltWriter) || Encoding.Latin1.GetString(input).Contains("[st", StringComparison.OrdinalIgnoreCase)
            || Encoding.Latin1.GetString(input).Contains("SCREENTIME", StringComparison.OrdinalIgnoreCase) || !document.FormatId.Equals(_writer.FormatId, StringComparison.Ordinal))
            return;
        var cleaned = Write(_writer, new TimelineExport(second with { Path = path }, null, null)) ?? throw new InvalidOperationException("markers cannot be taken out again");
        Require(cleaned.AsSpan().SequenceEqual(input), $"with the markers taken out the file is another: {Difference(input, cleaned)}");
    }

    private void Convert(TimelineDocument document, Random dice)
    {
        var (reader, writer) = s_formats[dice.Next(s_formats.Length)];
        if (reader is null || document.FormatId == writer.FormatId)
            return;
        if (Write(writer, new TimelineExport(document, null, null) { KeepOwnMarkers = true }) is not { Length: > 0 } bytes)
            return;
        // What holds neither a clip of a frame or more nor a marker is no timeline in these.
        if (writer is KdenliveWriter or MltWriter && document.Timeline.FindClips().All(clip => clip.TrimmedRange().Duration.ToSeconds() * document.Rate.Value < 1) && document.Timeline.Tracks.Markers.Count == 0)
            return;
        // As a conversion checks its file: the start is told where the format does not say it.
        var told = new TimelineReadOptions(document.Rate, document.Rate.HasDropFrame ? document.DropFrame : null, writer is OtioWriter ? StartOf(document) : null);
        Reread(reader, Path.Combine(_folder, "converted" + writer.Suffix), bytes, told, $"as {writer.FormatId}");
    }

    private static string? StartOf(TimelineDocument document) =>
        document.StartFrame >= 0 && document.StartFrame < 86_400 * document.Rate.Value && Sdk.Timecode.TryParse(document.TimecodeOf(0), document.Rate, document.DropFrame, out _, out _) ? document.TimecodeOf(0) : null;

    private static byte[]? Write(ITimelineWriter writer, TimelineExport export) => Write(writer, export, out _);

    private static byte[]? Write(ITimelineWriter writer, TimelineExport export, out IReadOnlyList<string> notes)
    {
        notes = [];
        try
        {
            using var stream = new MemoryStream();
            notes = writer.Write(export, stream);
            return stream.ToArray();
        }
        catch (UserException refusal)
        {
            RequireSentence(refusal);
            return null;
        }
    }

    private static TimelineDocument Reread(ITimelineReader reader, string path, byte[] bytes, TimelineReadOptions options, string how)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            return reader.Read(path, options);
        }
        catch (UserException refusal)
        {
            throw new InvalidOperationException($"what was written {how} is refused: {refusal.Message}", refusal);
        }
    }

    private static string Difference(byte[] one, byte[] other)
    {
        var at = one.AsSpan().CommonPrefixLength(other);
        static string Around(byte[] bytes, int at) => Encoding.Latin1.GetString(bytes.AsSpan(Math.Max(0, at - 60), Math.Min(bytes.Length, at + 60) - Math.Max(0, at - 60))).ReplaceLineEndings("⏎");
        return $"at byte {at}: …{Around(one, at)}… and …{Around(other, at)}…";
    }
}
