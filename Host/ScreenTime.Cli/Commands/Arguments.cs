using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary>Arguments that need more than the parser's own checks.</summary>
internal static class Arguments
{
    public static UserException Invalid(string option, string value, string expected) =>
        new(ExitCode.Usage, $"{option} takes {expected}, not \"{value}\"");

    /// <summary>Reads a value.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">Its value.</param>
    /// <param name="read">One of <see cref="SettingValues"/>.</param>
    public static T Take<T>(string option, string text, Func<string, T> read)
    {
        try
        {
            return read(text);
        }
        catch (FormatException exception)
        {
            throw new UserException(ExitCode.Usage, $"{option} takes {exception.Message}, not \"{text}\"", exception);
        }
    }

    /// <summary>Samples a second.</summary>
    public static FrameRate SampleRate(string text) => Take("--sample-rate", text, SettingValues.SampleRate);

    /// <summary>The device to run on.</summary>
    public static DeviceRequest Device(string text) => Take("--device", text, SettingValues.Device);

    /// <summary>The device to run on, and the numbers to compute in.</summary>
    public static DeviceRequest Device(string text, string precision)
    {
        var device = Device(text);
        return Take("--precision", precision, value => SettingValues.Precision(value, device));
    }

    /// <summary>The option that goes with <c>--device</c>.</summary>
    public static Option<string> Precision() => new("--precision")
    {
        Description = "fp32; int8, faster on the processor but not for a report; or fp16, on a GPU.",
        DefaultValueFactory = _ => "fp32",
        HelpName = "PRECISION",
    };

    /// <summary>Splits <c>a,b c</c> given once or several times.</summary>
    public static IReadOnlyList<string> List(IEnumerable<string>? values) =>
        [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the text has the form of a timecode.</summary>
    public static bool IsTimecode(string text) =>
        text.Length is >= 11 and <= 12 && text.All(c => char.IsAsciiDigit(c) || c is ':' or ';' or '.') && text.Count(c => c is ':' or ';' or '.') == 3;

    /// <summary>A day as <c>2027-12-31</c>; null where none was given.</summary>
    public static DateOnly? Day(string option, string? text) => text is null ? null : Take(option, text, SettingValues.Day);
}
