using System.CommandLine;
using OpenTimelineIO;
using ScreenTime.Host.Sealing;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime timestamp</c>: RFC 3161 time stamps, request and answer as files.</summary>
internal static class TimestampCommand
{
    public static Command Create()
    {
        var report = new Argument<string>("REPORT") { Description = "A sealed report." };
        var output = new Option<string?>("--out") { Description = "The file to write; beside the report otherwise.", HelpName = "FILE" };
        var request = new Command("request", "Write a request to send to a time stamp authority.") { report, output };
        request.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(report);
            var target = parsed.GetValue(output) ?? path + ".tsq";
            var bytes = Verification.TimeStampRequest(path);
            WholeFile.Write(target, stream => stream.Write(bytes));
            Console.WriteLine($"Written: {target}");
            Console.WriteLine("Send it to an authority of your choice (as application/timestamp-query), then: screentime timestamp add REPORT ANSWER");
            return 0;
        });
        var answer = new Argument<string>("ANSWER") { Description = "The authority's answer (.tsr)." };
        var add = new Command("add", "Put an authority's answer into the sealed report.") { report, answer };
        add.SetAction(parsed =>
        {
            Verification.AddTimeStamp(parsed.GetRequiredValue(report), parsed.GetRequiredValue(answer));
            Console.WriteLine($"Written: {parsed.GetRequiredValue(report)}");
            return 0;
        });
        return new Command("timestamp", "Prove when a report was signed: request, add.") { request, add };
    }
}
