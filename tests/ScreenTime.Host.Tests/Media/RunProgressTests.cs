using System.Text;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Media;

public sealed class RunProgressTests
{
    private static readonly string s_key = DecodeLog.DecodedFilter.Split("key=")[1].Split(':')[0];

    [Fact]
    public async Task A_complaint_puts_in_doubt_all_that_decoders_and_filters_may_hold_and_what_is_made_from_it()
    {
        // A key frame every ten. ffmpeg complains when 50 frames have come through its filters.
        var table = FrameTable.Create([.. Enumerable.Range(0, 400).Select(frame => ((long)frame, frame % 10 == 0 ? FrameStart.Clean : FrameStart.None))], 400, 1, 25, [new FrameRate(25, 1)]);
        var progress = await FollowedAsync(table, [.. Enumerable.Range(0, 50).Select(Decoded), "[h264 @ 0x5581] [error] error while decoding MB 3 4", .. Enumerable.Range(50, 350).Select(Decoded)]);

        // 24 that come later in the file than on screen, 16 threads and as many frames as their filters hold are less than 88; the key frame after these may be no picture of its own, so the one after that.
        Assert.Equal([(50, 151)], progress.Doubts);
        Assert.Equal((false, true, true, false), (progress.MayBeDamaged(49), progress.MayBeDamaged(50), progress.MayBeDamaged(150), progress.MayBeDamaged(151)));
    }

    [Fact]
    public async Task Complaints_in_what_is_in_doubt_make_it_longer()
    {
        var table = FrameTable.Create([.. Enumerable.Range(0, 400).Select(frame => ((long)frame, FrameStart.Clean))], 400, 1, 25, [new FrameRate(25, 1)]);
        var progress = await FollowedAsync(table, ["[error] Invalid data found", Decoded(0), "[error] Invalid data found", "[error] Invalid data found", .. Enumerable.Range(1, 199).Select(Decoded), "[error] partial file"]);

        Assert.Equal([(0, 91), (200, 290)], progress.Doubts);
    }

    private static string Decoded(int frame) => $"frame:{frame} pts:{frame} pts_time:{frame}\n{s_key}=decoded";

    private static async Task<RunProgress> FollowedAsync(FrameTable table, string[] log)
    {
        var progress = new RunProgress(table, new DecodeRun(0, table.Count - 1, null, null), null, watched: false);
        using var lines = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', log))));
        await progress.FollowAsync(lines, TestContext.Current.CancellationToken);
        return progress;
    }
}
