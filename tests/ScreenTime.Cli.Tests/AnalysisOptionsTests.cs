using System.CommandLine;
using System.Globalization;
using ScreenTime.Cli.Commands;
using ScreenTime.Host.Jobs;

namespace ScreenTime.Cli.Tests;

public sealed class AnalysisOptionsTests
{
    /// <summary>What a job file calls otherwise than the command line, and what is about the screen alone.</summary>
    private static readonly Dictionary<string, string?> s_otherwise = new(StringComparer.Ordinal)
    {
        ["--media-root"] = "mediaRoots",
        ["--media-tc"] = "mediaTimecode",
        ["--list"] = null,
        ["--relink-report"] = null,
    };

    [Fact]
    public void A_job_file_can_say_all_that_the_command_line_can()
    {
        var said = AnalyzeCommand.Create().Options.Where(option => option is not System.CommandLine.Help.HelpOption)
            .Select(option => s_otherwise.TryGetValue(option.Name, out var other) ? other : Camel(option.Name)).OfType<string>();
        // The timeline is an argument, and the second --out has a name of its own.
        Assert.Equal([.. said.Concat(["timeline", "tracksAbove", "outPoint"]).Order(StringComparer.Ordinal)], JobFile.Settings.Order(StringComparer.Ordinal));
    }

    private static string Camel(string option)
    {
        var words = option.TrimStart('-').Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)));
    }
}
