using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary>Figures of reports on the terminal, as the reports print them.</summary>
internal static class FigureText
{
    /// <summary>Seconds to the hundredth, half a hundredth and more rounded up.</summary>
    public static string Seconds(MediaTime? time) =>
        time is { } value ? Math.Round((decimal)value.Numerator / value.Denominator, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture) : "–";

    /// <summary>The same of a role, some of whose looks may be somebody else's.</summary>
    /// <param name="time">The most that it can be.</param>
    /// <param name="certain">What of it nobody else can claim.</param>
    public static string Seconds(MediaTime? time, MediaTime? certain) => certain == time ? Seconds(time) : $"at most {Seconds(time)}, {Seconds(certain)} for certain";
}
