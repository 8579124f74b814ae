using System.Globalization;
using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Examples.CueSheet;

/// <summary>The plugin's entry: the host makes one and asks it what it offers.</summary>
public sealed class CueSheetPlugin : IScreenTimePlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry) => registry.Add(new CueSheetWriter());
}

/// <summary>Writes who is on screen as a plain list that can be read out on a stage: <c>--export cue-sheet</c>.</summary>
public sealed class CueSheetWriter : IReportWriter
{
    /// <inheritdoc/>
    public string FormatId => "cue-sheet";

    /// <inheritdoc/>
    public string Suffix => ".cues.txt";

    /// <inheritdoc/>
    public void Write(AnalysisResult result, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(result.TimelineName);
        foreach (var appearance in result.Appearances)
        {
            var name = result.Cast.Characters[result.Cast.IndexOf(appearance.CharacterId)].Name;
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.TimecodeOf(appearance.Record.Start)}  {name} for {MediaTime.FromFrames(appearance.Record.Length, result.Rate).Seconds:0.0} s"));
        }
    }
}
