using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Media;

public sealed class DecodeLogTests
{
    [Theory]
    // Of ffmpeg 5.1 and 7.1.
    [InlineData("[info] decoder -> ist_index:0 type:video frame_pts:NOPTS frame_pts_time:NOPTS best_effort_ts:51200 best_effort_ts_time:4 keyframe:0 frame_type:3 time_base:1/12800", 51200, true)]
    [InlineData("[vist#0:0/h264 @ 0x560d575ac600] [dec:h264 @ 0x560d575b0d40] [info] decoder -> pts:-40 pts_time:-0.04 pkt_dts:0 duration:40 keyframe:1 frame_type:1 time_base:1/1000", -40, false)]
    public void A_frame_that_the_decoder_gave_is_read(string line, long timestamp, bool predicted)
    {
        Assert.True(DecodeLog.TryReadGiven(line, out var read, out var isPredicted));
        Assert.Equal((timestamp, predicted), (read, isPredicted));
    }

    [Theory]
    [InlineData("[info]     title           : decoder -> pts:5 frame_type:1 x")]
    [InlineData("                    : decoder -> pts:5 frame_type:1 x")]
    [InlineData("[info] demuxer -> ist_index:0 type:video pkt_pts:160 pkt_pts_time:0.16")]
    [InlineData("[info] decoder -> ist_index:0 type:video best_effort_ts:NOPTS keyframe:1 frame_type:1")]
    public void What_else_is_told_is_no_frame(string line) => Assert.False(DecodeLog.TryReadGiven(line, out _, out _));

    [Theory]
    [InlineData("[h264 @ 0x5581] [info] concealing 84 DC, 84 AC, 84 MV errors in P frame", true)]
    // A line about a frame may come between its parts.
    [InlineData("concealing 84 DC, 84 AC, 84 MV errors in P frame", true)]
    [InlineData("[warning] film.mkv: corrupt decoded frame in stream 0", true)]
    [InlineData("[info]     title           : Packet corrupt, concealing", false)]
    [InlineData("[h264 @ 0x5581] [warning] Increasing reorder buffer to 2", false)]
    public void Complaints_are_told_from_what_a_file_says_of_itself(string line, bool damage) => Assert.Equal(damage, DecodeLog.TellsOfDamage(line));

    [Theory]
    [InlineData("[mov,mp4 @ 0x55] [error] stream 0, offset 0x2b: partial file.", "ffmpeg says \"stream 0, offset 0x2b: partial file\"")]
    [InlineData("[warning] file:/media/a [b] film.mkv: corrupt decoded frame in stream 0", "ffmpeg says \"corrupt decoded frame in stream 0\"")]
    public void A_reason_says_neither_where_the_file_lies_nor_where_in_memory(string line, string words) =>
        Assert.Equal(words, DecodeLog.Words(line, "/media/a [b] film.mkv"));
}
