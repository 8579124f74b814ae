using System.CommandLine;
using ScreenTime.Host.Evaluation;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime explain DIR TC</c>: who is, or is not, marked at a record timecode, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of an analysis." };
        var timecode = new Argument<string>("TC") { Description = "A record timecode." };
        var command = new Command("explain", "Say who is (not) marked at a timecode, and why.") { folder, timecode };
        command.SetAction(parsed =>
        {
            var result = ResultFile.Read(parsed.GetRequiredValue(folder));
            var text = parsed.GetRequiredValue(timecode);
            if (!Timecode.TryParse(text, result.Rate, result.DropFrame, out var frame, out var error))
                throw new UserException(ExitCode.Usage, $"{text}: {error}");
            frame -= result.StartFrame;
            if (!result.Programme.Contains(frame))
            {
                throw new UserException(
                    ExitCode.Usage,
                    $"{text} was not analysed: the programme runs from {result.TimecodeOf(result.Programme.Start)} to {result.TimecodeOf(result.Programme.End)}");
            }

            foreach (var sentence in Explanation.Of(result, frame))
                Console.WriteLine(sentence);
            return 0;
        });
        return command;
    }
}
