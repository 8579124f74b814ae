using ScreenTime.Host.Farm;
using ScreenTime.Host.Media;
using ScreenTime.Host.Tests.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Farm;

[StartsPrograms]
public sealed class FarmPlanFileTests : IDisposable
{
    private readonly NumberedFilm _film = new();

    public void Dispose() => _film.Dispose();

    [Fact]
    public async Task Planning_again_mends_what_was_damaged()
    {
        var probe = new MediaProbe(NumberedFilm.Tools);
        var path = await _film.MakeAsync("film.mp4", 60, "24", ["-c:v", "libx264", "-pix_fmt", "yuv420p"]);
        var media = await probe.ProbeAsync(path, CancellationToken.None);
        var known = KnownMedia.Of(media, await probe.IndexAsync(media, CancellationToken.None));
        var folder = _film.Path("plan");
        FarmPlanFile.WriteMedia(folder, known);
        await File.WriteAllTextAsync(Path.Combine(folder, "media", media.Id + ".json"), "{}");
        var damaged = Assert.Throws<UserException>(() => FarmPlanFile.ReadMedia(folder, media.Id, path));
        Assert.Contains("run 'screentime plan' again", damaged.Message, StringComparison.Ordinal);

        FarmPlanFile.WriteMedia(folder, known);

        Assert.Equal(60, FarmPlanFile.ReadMedia(folder, media.Id, path).Index.Frames.Count);
    }
}
