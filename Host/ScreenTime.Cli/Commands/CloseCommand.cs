using System.CommandLine;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime close</c>: a job is done, and what it knows of faces goes.</summary>
internal static class CloseCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The result folder of an analysis." };
        var command = new Command("close", "Delete what an analysis keeps of the faces in its film; results stay.") { folder };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            if (!Directory.Exists(path))
                throw new UserException(ExitCode.InputMissing, $"{path} is not a folder: give the one that 'screentime analyze … --out' wrote");
            var deleted = ClosingJob.Run(path);
            Console.WriteLine(deleted.Count > 0
                ? $"Deleted the faces in {string.Join(" and ", deleted)}; the results stay. Another analysis must look at the film again."
                : $"{path} keeps no faces.");
            return 0;
        });
        return command;
    }
}
