using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary>The options that say how a timeline is analysed, of <c>analyze</c> and <c>plan</c>.</summary>
internal sealed class AnalysisOptions
{
    private readonly Option<string?> _cast = new("--cast") { Description = "The cast: who to look for.", HelpName = "CAST" };
    private readonly Option<string?> _start = new("--in") { Description = "Record timecode of the first frame to analyse.", HelpName = "TC" };
    private readonly Option<string> _sampleRate = new("--sample-rate") { Description = "Frames a second to look at; edges are refined to the frame.", DefaultValueFactory = _ => "2", HelpName = "N" };
    private readonly Option<string> _device = new("--device") { Description = "auto, cpu, directml[:n] or cuda[:n].", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
    private readonly Option<string> _precision = Arguments.Precision();
    private readonly Option<string[]> _export = new("--export")
    {
        Description = "Files to write: otio, otio-resolve, otio-kdenlive, otio-clip1, otioz, otiod, kdenlive, mlt, edl, resolve-edl, selects-edl, xmeml, fcpxml, avid, vtt, srt, csv, json.",
        DefaultValueFactory = _ => [string.Join(',', AnalysisSettings.UsualExports)],
        HelpName = "LIST",
    };
    private readonly Option<string[]> _tracks = new("--tracks") { Description = "Video tracks to look at: 1,2 or V1,V2.", HelpName = "LIST" };
    private readonly Option<string[]> _only = new("--only") { Description = "Characters to report.", HelpName = "CHARACTER" };
    private readonly Option<string[]> _mediaRoots = new("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
    private readonly Option<string[]> _mediaTimecode = new("--media-tc") { Description = "Start timecode of media that has none: TC, or NAME=TC.", HelpName = "TC" };
    private readonly Option<string?> _picture = new("--picture") { Description = "A reference render of the cut to take the pixels from.", HelpName = "MEDIA" };
    private readonly Option<string?> _lut = new("--lut") { Description = "A .cube for log footage.", HelpName = "CUBE" };
    private readonly Option<string?> _breakdown = new("--breakdown") { Description = "A CSV (shot,character): who is in which shot; others are ruled out there, contradictions are listed.", HelpName = "CSV" };
    private readonly Option<string> _breakdownWeight = new("--breakdown-weight") { Description = "What the odds of those who are not listed are multiplied with: 0 rules them out, 0.1 doubts them.", DefaultValueFactory = _ => "0", HelpName = "W" };
    private readonly Option<string?> _episode = new("--episode") { Description = "The episode, for who plays whom in it.", HelpName = "NAME" };
    private readonly Option<string?> _day = new("--day") { Description = "The day, for who plays whom then.", HelpName = "DATE" };
    private readonly Option<string[]> _without = new("--without") { Description = "Plugins to leave out.", HelpName = "ID" };
    private readonly Option<bool> _markersOnly = new("--markers-only") { Description = "otio, xmeml, fcpxml: an empty sequence of the same rate, start and length with the markers, to nest or to copy from." };
    private readonly TimelineOptions _timeline = new();
    private readonly MarkerOptions _markers = new();

    /// <summary>Options.</summary>
    /// <param name="castIsRequired">Whether the command does nothing without a cast.</param>
    public AnalysisOptions(bool castIsRequired) => _cast.Required = castIsRequired;

    /// <summary>Those that go with timelines and not with folders of images.</summary>
    public IEnumerable<Option> OfTimelines =>
        [_start, _sampleRate, _export, _markersOnly, _tracks, _only, _mediaRoots, _mediaTimecode, _picture, _lut, _breakdown, _breakdownWeight, _episode, _day, .. _markers.All];

    /// <summary>One of the options that was given; null when none was.</summary>
    public Option? Given(ParseResult parsed) => OfTimelines.Append(_cast).Append(_device).Append(_precision).Append(_without).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _cast, _start, _sampleRate, _device, _precision, _export, _tracks, _only, _mediaRoots, _mediaTimecode, _picture, _lut, _breakdown, _breakdownWeight, _episode, _day, _without, _markersOnly })
            command.Options.Add(option);
        _timeline.AddTo(command);
        _markers.AddTo(command);
    }

    public string Cast(ParseResult parsed) => parsed.GetValue(_cast) ?? throw new UserException(ExitCode.Usage, "give --cast, who to look for");

    public DeviceRequest Device(ParseResult parsed) => Arguments.Device(parsed.GetRequiredValue(_device), parsed.GetRequiredValue(_precision));

    public IReadOnlyList<string> Without(ParseResult parsed) => parsed.GetValue(_without) ?? [];

    /// <summary>The settings.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="timeline">The timeline.</param>
    /// <param name="output">The folder for the results.</param>
    /// <param name="outPoint">Record timecode of the first frame not to analyse; null for the timeline's end.</param>
    public AnalysisSettings Read(ParseResult parsed, string timeline, string output, string? outPoint) => new(timeline, Cast(parsed), output)
    {
        Read = _timeline.Read(parsed),
        SampleRate = Arguments.SampleRate(parsed.GetRequiredValue(_sampleRate)),
        Device = Device(parsed),
        Exports = Arguments.List(parsed.GetValue(_export)),
        MarkersOnly = parsed.GetValue(_markersOnly),
        In = parsed.GetValue(_start),
        Out = outPoint,
        Tracks = [.. Arguments.List(parsed.GetValue(_tracks)).Select(track => Arguments.Take("--tracks", track, SettingValues.Track))],
        Only = Arguments.List(parsed.GetValue(_only)),
        MediaRoots = parsed.GetValue(_mediaRoots) ?? [],
        MediaTimecode = parsed.GetValue(_mediaTimecode) ?? [],
        Picture = parsed.GetValue(_picture),
        Lut = parsed.GetValue(_lut),
        Breakdown = parsed.GetValue(_breakdown),
        BreakdownWeight = Arguments.Take("--breakdown-weight", parsed.GetRequiredValue(_breakdownWeight), SettingValues.Weight),
        Episode = parsed.GetValue(_episode),
        Day = Arguments.Day("--day", parsed.GetValue(_day)),
        Without = Without(parsed),
        Export = _markers.Read(parsed),
    };
}
