using System.Globalization;
using System.Security.Cryptography;
using ScreenTime.Host.Breakdowns;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>
/// What an analysis is asked for: the one description of a job, which the command line, job files, editors' requests, scripts and watched folders all fill in.
/// </summary>
/// <param name="TimelinePath">The timeline, or a media file.</param>
/// <param name="CastFolder">The cast.</param>
/// <param name="OutputFolder">Where results go; made when it is not there.</param>
public sealed record AnalysisSettings(string TimelinePath, string CastFolder, string OutputFolder)
{
    /// <summary>The files that are written unless others are asked for.</summary>
    public static IReadOnlyList<string> UsualExports { get; } = ["otio", "edl", "resolve-edl", "csv", "json"];

    /// <summary>Further timelines whose tracks lie above those of the first: an EDL a track.</summary>
    public IReadOnlyList<string> TracksAbove { get; init; } = [];

    /// <summary>What the user said of a timeline that does not say it.</summary>
    public TimelineReadOptions Read { get; init; } = new();

    /// <summary>Frames a second of record to look at.</summary>
    public FrameRate SampleRate { get; init; } = new(2, 1);

    /// <summary>Where to run.</summary>
    public DeviceRequest Device { get; init; } = new(DeviceKind.Auto);

    /// <summary>Writers by format id.</summary>
    public IReadOnlyList<string> Exports { get; init; } = UsualExports;

    /// <summary>Whether formats that can hold markers without a cut get an empty sequence in its place.</summary>
    public bool MarkersOnly { get; init; }

    /// <summary>Record timecode of the first frame to analyse; null for the timeline's start.</summary>
    public string? In { get; init; }

    /// <summary>Record timecode of the first frame not to analyse; null for the timeline's end.</summary>
    public string? Out { get; init; }

    /// <summary>Video tracks to look at, 1 for V1; empty for all.</summary>
    public IReadOnlyList<int> Tracks { get; init; } = [];

    /// <summary>Characters by id to report; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Folders to look for media in.</summary>
    public IReadOnlyList<string> MediaRoots { get; init; } = [];

    /// <summary>Start timecodes of media, as <c>TC</c> for all or <c>NAME=TC</c>.</summary>
    public IReadOnlyList<string> MediaTimecode { get; init; } = [];

    /// <summary>A reference render to take the pixels from; null for the timeline's own media.</summary>
    public string? Picture { get; init; }

    /// <summary>A <c>.cube</c> for log footage; null for none.</summary>
    public string? Lut { get; init; }

    /// <summary>A CSV that says who is in which shot; null for none.</summary>
    public string? Breakdown { get; init; }

    /// <summary>What the odds of somebody who is not listed for a shot are multiplied with, 0 to 1: 0 rules them out.</summary>
    public double BreakdownWeight { get; init; }

    /// <summary>The episode, for who plays whom in it; null where that is not asked.</summary>
    public string? Episode { get; init; }

    /// <summary>The day, for who plays whom then; null where that is not asked.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Plugins by id to leave out.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>How exports are written; no result depends on it.</summary>
    public ExportSettings Export { get; init; } = ExportSettings.Default;

    /// <summary>
    /// The settings that change the result, by the option that sets them, in ordinal order. Paths are left out: what they lead to is hashed, and results
    /// must not depend on where things lie.
    /// </summary>
    /// <param name="breakdown">What was read of <see cref="Breakdown"/>; null without.</param>
    /// <exception cref="UserException">The look-up table cannot be read.</exception>
    internal IReadOnlyDictionary<string, string> ForProvenance(ShotBreakdown? breakdown)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["sample-rate"] = SampleRate.ToString(),
            ["device"] = Device.ToString(),
            ["picture"] = Picture is null ? "timeline media" : "reference render",
            ["lut"] = Lut is null ? "none" : Path.GetFileName(Lut),
        };
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                settings[name] = value;
        }

        if (Lut is not null)
            settings["lut-sha256"] = HashOfLut(Lut);
        Add("precision", Device.Precision == Precision.Full ? null : Device.Precision.Name());
        Add("rate", Read.Rate?.ToString());
        Add("drop", Read.DropFrame is true ? "yes" : null);
        Add("start", Read.StartTimecode);
        Add("lenient", Read.Lenient ? "yes" : null);
        Add("sequence", Read.Sequence);
        Add("in", In);
        Add("out", Out);
        Add("tracks", string.Join(',', Tracks.Select(track => track.ToString(CultureInfo.InvariantCulture))));
        Add("only", string.Join(',', Only));
        if (breakdown is not null)
        {
            Add("breakdown", breakdown.Sha256);
            Add("breakdown-weight", BreakdownWeight.ToString(CultureInfo.InvariantCulture));
        }

        Add("episode", Episode);
        Add("day", Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("media-tc", string.Join(',', MediaTimecode));
        return settings;
    }

    private static string HashOfLut(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"the look-up table {path} is not there or cannot be read: correct --lut", exception);
        }
    }
}
