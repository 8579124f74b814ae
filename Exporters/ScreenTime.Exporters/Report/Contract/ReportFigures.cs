using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Report.Contract;

/// <summary>Figures as they are printed. The rounding rule: half a hundredth and more goes up.</summary>
/// <param name="report">The report that they stand in.</param>
internal sealed class ReportFigures(ContractReport report)
{
    /// <summary>What stands where there is no figure.</summary>
    public const string None = "–";

    private readonly AnalysisResult _result = report.Result;

    /// <summary><c>65.04</c></summary>
    public static string Seconds(MediaTime time) =>
        Math.Round(ScreenTimeSummary.Exact(time), 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The seconds of so many frames.</summary>
    public string Seconds(long frames) => Seconds(Time(frames));

    /// <summary>The exact length of so many frames.</summary>
    public MediaTime Time(long frames) => MediaTime.FromFrames(frames, _result.Rate);

    /// <summary>Frames counted as timecode counts them: <c>00:01:05:01</c>.</summary>
    public string Clock(long frames) => Timecode.Format(frames, _result.Rate, _result.DropFrame);

    /// <summary>A record timecode.</summary>
    public string Place(long recordFrame) => _result.TimecodeOf(recordFrame);

    /// <summary><c>35.02 %</c></summary>
    public static string Share(MediaTime part, MediaTime whole) =>
        whole == MediaTime.Zero
            ? None
            : Math.Round(ScreenTimeSummary.Exact(part) / ScreenTimeSummary.Exact(whole) * 100, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>A whole number.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>97 %</c></summary>
    public static string Percent(double share) => Math.Round(Math.Clamp(share, 0, 1) * 100, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) + " %";
}
