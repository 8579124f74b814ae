using System.Globalization;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

/// <summary>Shot changes found in the development clips, against those read by eye: prints recall and precision, and holds them.</summary>
[StartsPrograms]
public sealed class ShotDetectionBenchmark(ITestOutputHelper output)
{
    [Theory]
    [InlineData("bbb_trailer", ".webm")]
    [InlineData("intel_recurring_composite", ".mp4")]
    [InlineData("tos_bridge_10s", ".mp4")]
    public async Task Finds_the_cuts_that_a_person_marked(string clip, string extension)
    {
        var path = SharedData.Path("media", clip + extension);
        var probe = new MediaProbe(NumberedFilm.Tools);
        var media = await probe.ProbeAsync(path, default);
        await using var pass = await new FrameReader(NumberedFilm.Tools, probe).OpenAsync(
            media, [], new FrameRequest(64, 36), new DecodeOptions { ShotRanges = [new MediaRange(MediaTime.Zero, media.Duration)] }, default);
        await foreach (var frame in pass.Frames)
            frame.Dispose();

        var truth = (await File.ReadAllLinesAsync(SharedData.Path("media", clip + "_shots.csv"))).Skip(2)
            .Select(line => double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)).ToList();
        // Marked times are rounded to hundredths, fades and dissolves (which the marks do not tell from cuts) to 0.3 s.
        var (frameLength, fade) = (media.Rate.FrameDuration.Seconds + 0.01, 0.3);
        var exact = truth.Count(time => pass.ShotChanges.Any(change => change.IsCut && Math.Abs(change.Start.Seconds - time) <= frameLength));
        var matched = new HashSet<int>();
        foreach (var change in pass.ShotChanges)
        {
            var (from, to) = (change.Start.Seconds - fade, change.End.Seconds + fade);
            var hit = truth.Select((time, i) => (time, i)).Where(mark => mark.time >= from && mark.time <= to && !matched.Contains(mark.i))
                .OrderBy(mark => Math.Abs(mark.time - change.Start.Seconds)).Select(mark => mark.i).FirstOrDefault(-1);
            if (hit >= 0)
                matched.Add(hit);
            output.WriteLine(FormattableString.Invariant($"{(hit >= 0 ? "right" : "extra")} {change.Start.Seconds:0.000} {change.End.Seconds:0.000}"));
        }

        output.WriteLine("missed " + string.Join(' ', truth.Where((_, i) => !matched.Contains(i)).Select(time => time.ToString(CultureInfo.InvariantCulture))));
        output.WriteLine(FormattableString.Invariant(
            $"{clip}: {matched.Count} of {truth.Count} marked changes found, {exact} of them as a cut on the very frame; {pass.ShotChanges.Count} found in all"));
        Assert.True(matched.Count * 10 >= truth.Count * 8, "four of five marked changes are found");
    }
}
