using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using ScreenTime.Examples.ShortFilm;
using ScreenTime.Examples.ShortFilm.Story;
using ScreenTime.Sdk;

var folder = new Option<string>("--out") { Description = "The folder to write to.", Required = true, HelpName = "DIR" };
var seconds = new Option<double>("--seconds") { Description = $"Length in seconds, {Storyboard.MinimumSeconds} to 36000.", DefaultValueFactory = _ => 90 };
var seed = new Option<long>("--seed") { Description = "Another number, other looks, places and cuts.", DefaultValueFactory = _ => 42 };
var size = new Option<string>("--size") { Description = "Size in pixels, both even.", DefaultValueFactory = _ => "1280x720", HelpName = "WxH" };
var rate = new Option<string>("--rate") { Description = "Frames a second: 24, 25, 23.976, 30000/1001 ...", DefaultValueFactory = _ => "24" };
var drop = new Option<bool>("--drop") { Description = "Drop-frame timecode (29.97 and 59.94 only)." };
var random = new Option<int>("--random-cuts") { Description = "How many random timelines to cut from the film, up to 9999.", DefaultValueFactory = _ => 0, HelpName = "N" };
var cutSeconds = new Option<double?>("--cut-seconds") { Description = "About how long a random timeline is at most, 10 to 36000; lengths are drawn between a quarter of it and this. Without it they are of 6 to 15 pieces." };
var cutStep = new Option<int>("--cut-step") { Description = "Frames: clips of random timelines begin and end at multiples of it, in the film and in the timeline; up to half a second.", DefaultValueFactory = _ => 1 };
var command = new RootCommand("Draws an animated film with frame-exact ground truth: who is on screen when.") { folder, seconds, seed, size, rate, drop, random, cutSeconds, cutStep };

command.SetAction((parsed, cancellationToken) => Task.Run(() =>
{
    try
    {
        var settings = Settings(parsed);
        var cuts = parsed.GetValue(random);
        if (cuts is < 0 or > 9999)
            throw new UserException(ExitCode.Usage, "--random-cuts must lie between 0 and 9999.");
        if (parsed.GetValue(cutSeconds) is { } length && length is not (>= 10 and <= 36000))
            throw new UserException(ExitCode.Usage, "--cut-seconds must lie between 10 and 36000.");
        if (parsed.GetValue(cutStep) is var step && (step < 1 || step * 2 > settings.Rate.Nominal))
            throw new UserException(ExitCode.Usage, "--cut-step must lie between 1 and half a second of frames.");
        Production.Make(settings, parsed.GetRequiredValue(folder), new RandomCuts(cuts, parsed.GetValue(cutSeconds), step), new ConsoleProgress(settings), cancellationToken);
        return (int)ExitCode.Success;
    }
    catch (UserException e)
    {
        Console.Error.WriteLine(e.Message);
        return (int)e.ExitCode;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Stopped: nothing was written.");
        return (int)ExitCode.Cancelled;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"Cannot write to {parsed.GetValue(folder)}: {e.Message}");
        return (int)ExitCode.OutputUnwritable;
    }
}));

var parse = command.Parse(args);
// System.CommandLine's own code for a command line it cannot read is 1, which is a defect here.
var exit = await parse.InvokeAsync();
return parse.Errors.Count > 0 ? (int)ExitCode.Usage : exit;

FilmSettings Settings(ParseResult parsed)
{
    if (!FrameRate.TryParse(parsed.GetValue(rate)!, out var frameRate) || frameRate.Value is < 10 or > 120)
        throw new UserException(ExitCode.Usage, $"--rate {parsed.GetValue(rate)} is not a rate between 10 and 120: write 24, 23.976 or 30000/1001.");
    if (parsed.GetValue(drop) && !frameRate.HasDropFrame)
        throw new UserException(ExitCode.Usage, $"--drop goes with 29.97 and 59.94 frames a second, not with {frameRate}.");
    if (parsed.GetValue(seconds) is not (>= Storyboard.MinimumSeconds and <= 36000))
        throw new UserException(ExitCode.Usage, $"--seconds must lie between {Storyboard.MinimumSeconds} and 36000.");
    var match = Regex.Match(parsed.GetValue(size)!, "^([0-9]{2,4})x([0-9]{2,4})$");
    var (width, height) = match.Success
        ? (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))
        : (0, 0);
    if (width < 64 || height < 64 || width % 2 + height % 2 > 0 || (double)width / height is < 1.2 or > 2.5)
        throw new UserException(ExitCode.Usage, $"--size {parsed.GetValue(size)} does not fit: width x height, both even, at least 64, 1.2 to 2.5 times as wide as high, such as 1280x720.");
    return new FilmSettings(parsed.GetValue(seed), (int)Math.Round(parsed.GetValue(seconds) * frameRate.Value), frameRate, parsed.GetValue(drop), width, height);
}
