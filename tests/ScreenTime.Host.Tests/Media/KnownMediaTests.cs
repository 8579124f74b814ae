using Newtonsoft.Json.Linq;
using ScreenTime.Host.Media;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class KnownMediaTests : IDisposable
{
    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    [Fact]
    public async Task Others_learn_when_each_frame_shows_and_how_decoding_can_start_there()
    {
        var probe = new MediaProbe(NumberedFilm.Tools);
        var path = await _film.MakeAsync("film.mp4", 60, "24", ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-bf", "3", "-g", "12", "-x264-params", "open-gop=1"]);
        var media = await probe.ProbeAsync(path, CancellationToken.None);
        var index = await probe.IndexAsync(media, CancellationToken.None);

        var read = KnownMedia.Read(JObject.Parse(KnownMedia.Of(media, index).ToJson().ToString()), path).Index.Frames;

        Assert.Equal(Starts(index.Frames), Starts(read));
        Assert.Contains(Starts(read), frame => frame.Start == FrameStart.Key);
        Assert.Contains(Starts(read), frame => frame.Start == FrameStart.Clean);

        static List<(long Timestamp, FrameStart Start)> Starts(FrameTable table) => [.. Enumerable.Range(0, table.Count).Select(frame => (table.TimestampOf(frame), table.StartAt(frame)))];
    }
}
