using System.Globalization;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary>Arguments that need more than the parser's own checks.</summary>
internal static class Arguments
{
    public static UserException Invalid(string option, string value, string expected) =>
        new(ExitCode.Usage, $"{option} takes {expected}, not \"{value}\"");

    /// <summary>Samples a second: 0.01 to 120.</summary>
    public static FrameRate SampleRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0.01 and <= 120
            ? FrameRate.FromDouble(value)
            : throw Invalid("--sample-rate", text, "frames a second between 0.01 and 120");

    public static DeviceRequest Device(string text) =>
        DeviceRequest.TryParse(text, out var request) ? request : throw Invalid("--device", text, "auto, cpu, directml[:n] or cuda[:n]");

    /// <summary>Splits <c>a,b c</c> given once or several times.</summary>
    public static IReadOnlyList<string> List(IEnumerable<string>? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the text has the form of a timecode.</summary>
    public static bool IsTimecode(string text) =>
        text.Length is >= 11 and <= 12 && text.All(c => char.IsAsciiDigit(c) || c is ':' or ';' or '.') && text.Count(c => c is ':' or ';' or '.') == 3;
}
