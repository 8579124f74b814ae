using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary>What a timeline file may not say: <c>--rate</c>, <c>--drop</c>, <c>--start</c>; and what to do where it is malformed: <c>--lenient</c>.</summary>
internal sealed class TimelineOptions
{
    private readonly Option<string?> _rate = new("--rate") { Description = "Frames a second of a timeline that does not say (EDL): 24, 23.976, 25, 29.97 …", HelpName = "RATE" };
    private readonly Option<bool> _drop = new("--drop") { Description = "Its timecode is drop frame (29.97 and 59.94 only)." };
    private readonly Option<string?> _start = new("--start") { Description = "Record timecode of its first frame.", HelpName = "TC" };

    private readonly Option<bool> _lenient = new("--lenient") { Description = "Go on past malformed lines, and list what was skipped." };

    private readonly Option<string?> _sequence = new("--sequence") { Description = "Which sequence to read of a file that holds several (XML).", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Options.Add(_rate);
        command.Options.Add(_drop);
        command.Options.Add(_start);
        command.Options.Add(_lenient);
        command.Options.Add(_sequence);
    }

    public TimelineReadOptions Read(ParseResult parsed)
    {
        FrameRate? rate = null;
        if (parsed.GetValue(_rate) is { } text)
            rate = Arguments.Take("--rate", text, SettingValues.Rate);
        return new TimelineReadOptions(rate, parsed.GetValue(_drop) ? true : null, parsed.GetValue(_start), parsed.GetValue(_lenient), parsed.GetValue(_sequence));
    }
}
