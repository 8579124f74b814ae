using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>What <c>screentime analyze</c> was asked for.</summary>
/// <param name="TimelinePath">The timeline, or a media file.</param>
/// <param name="CastFolder">The cast.</param>
/// <param name="OutputFolder">Where results go; made when it is not there.</param>
/// <param name="Read">What the user said of a timeline that does not say it.</param>
/// <param name="SampleRate">Frames a second of record to look at.</param>
/// <param name="Device">Where to run.</param>
/// <param name="Exports">Writers by format id.</param>
/// <param name="In">Record timecode of the first frame to analyse; null for the timeline's start.</param>
/// <param name="Out">Record timecode of the first frame not to analyse; null for the timeline's end.</param>
/// <param name="Tracks">Video tracks to look at, 1 for V1; empty for all.</param>
/// <param name="Only">Characters by id to report; empty for all.</param>
/// <param name="MediaRoots">Folders to look for media in.</param>
/// <param name="MediaTimecode">Start timecodes of media, as <c>TC</c> for all or <c>NAME=TC</c>.</param>
/// <param name="Picture">A reference render to take the pixels from; null for the timeline's own media.</param>
/// <param name="Lut">A <c>.cube</c> for log footage; null for none.</param>
public sealed record AnalysisSettings(
    string TimelinePath,
    string CastFolder,
    string OutputFolder,
    TimelineReadOptions Read,
    FrameRate SampleRate,
    DeviceRequest Device,
    IReadOnlyList<string> Exports,
    string? In,
    string? Out,
    IReadOnlyList<int> Tracks,
    IReadOnlyList<string> Only,
    IReadOnlyList<string> MediaRoots,
    IReadOnlyList<string> MediaTimecode,
    string? Picture,
    string? Lut)
{
    /// <summary>
    /// The settings that change the result, by the option that sets them, in ordinal order. Paths are left out: what they lead to is hashed, and results
    /// must not depend on where things lie.
    /// </summary>
    public IReadOnlyDictionary<string, string> ForProvenance()
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

        Add("rate", Read.Rate?.ToString());
        Add("drop", Read.DropFrame is true ? "yes" : null);
        Add("start", Read.StartTimecode);
        Add("in", In);
        Add("out", Out);
        Add("tracks", string.Join(',', Tracks.Select(track => track.ToString(CultureInfo.InvariantCulture))));
        Add("only", string.Join(',', Only));
        Add("media-tc", string.Join(',', MediaTimecode));
        return settings;
    }
}
