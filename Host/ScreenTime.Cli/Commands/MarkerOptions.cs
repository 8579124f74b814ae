using System.CommandLine;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli.Commands;

/// <summary>How exports are written: <c>--markers</c>, <c>--marker-settings</c>, <c>--marker-track</c>, <c>--handles</c>.</summary>
internal sealed class MarkerOptions
{
    private readonly Option<string?> _markers = new("--markers") { Description = "What gets a marker: shot, appearance or first (shot where a format has points alone, else appearance).", HelpName = "WHAT" };
    private readonly Option<string?> _settings = new("--marker-settings") { Description = "A JSON file with the house's marker wording, minimum length and colours.", HelpName = "FILE" };
    private readonly Option<string?> _track = new("--marker-track") { Description = "The track that Avid's markers go to: V1, A2, TC1.", HelpName = "TRACK" };
    private readonly Option<string> _handles = new("--handles") { Description = "Frames before and after each event of the selects reel.", HelpName = "N", DefaultValueFactory = _ => "0" };

    public void AddTo(Command command)
    {
        command.Options.Add(_markers);
        command.Options.Add(_settings);
        command.Options.Add(_track);
        command.Options.Add(_handles);
    }

    public ExportSettings Read(ParseResult parsed)
    {
        var handles = Arguments.Take("--handles", parsed.GetRequiredValue(_handles), SettingValues.Handles);
        var settings = MarkerSettingsFile.Load(parsed.GetValue(_settings));
        return new ExportSettings(MarkerSettingsFile.With(settings, parsed.GetValue(_markers), parsed.GetValue(_track)), handles);
    }

    public IEnumerable<Option> All => [_markers, _settings, _track, _handles];
}
