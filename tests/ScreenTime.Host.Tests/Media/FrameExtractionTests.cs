using ScreenTime.Host.Media;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Tests.Media;

[StartsPrograms]
public sealed class FrameExtractionTests : IDisposable
{
    private readonly NumberedFilm _film = new();
    private readonly MediaProbe _probe = new(NumberedFilm.Tools);

    public void Dispose() => _film.Dispose();

    [Fact]
    public async Task Writes_the_frame_at_each_second_and_a_sheet()
    {
        var media = await MakeAsync("24000/1001");
        var outcome = await Extraction.WriteAsync(
            media, new FrameExtractionRequest(new FrameRate(1, 1), _film.Path("FRAMES"), "frame%d.png", _film.Path("sheet.png")), null, default);
        // 100 frames at 23.976 last 4.17 s.
        Assert.Equal((5, 0), (outcome.Written, outcome.Missing.Count));
        Assert.Equal([0, 23, 47, 71, 95], Enumerable.Range(0, 5).Select(n =>
        {
            var image = ImageFile.Read(Path.Combine(_film.Path("FRAMES"), $"frame{n}.png"));
            return NumberedFilm.Read(image.Pixels, new FrameRequest(image.Width, image.Height));
        }));
        using var sheet = SKBitmap.Decode(_film.Path("sheet.png"));
        Assert.True(sheet.Width > 1000 && sheet.Height > 150);
        Assert.Equal(["FRAMES", "film.mp4", "sheet.png"], Directory.GetFileSystemEntries(_film.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Images_that_are_there_already_are_not_overwritten()
    {
        var media = await MakeAsync("25");
        var request = new FrameExtractionRequest(new FrameRate(1, 1), _film.Path("FRAMES"));
        await Extraction.WriteAsync(media, request, null, default);
        var failure = await Assert.ThrowsAsync<UserException>(() => Extraction.WriteAsync(media, request, null, default));
        Assert.Equal(ExitCode.OutputUnwritable, failure.ExitCode);
        Assert.Contains("frame0.jpg", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frame.jpg")]
    [InlineData("%d%d.jpg")]
    [InlineData("../frame%d.jpg")]
    [InlineData("a\\frame%d.jpg")]
    [InlineData("frame%03d.jpg")]
    [InlineData("frame%d.exe")]
    [InlineData("-frame%d.jpg")]
    public async Task A_name_that_could_go_elsewhere_is_refused(string name)
    {
        var media = await MakeAsync("25");
        var failure = await Assert.ThrowsAsync<UserException>(
            () => Extraction.WriteAsync(media, new FrameExtractionRequest(new FrameRate(1, 1), _film.Path("FRAMES"), name), null, default));
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
        Assert.False(Directory.Exists(_film.Path("FRAMES")));
    }

    [Fact]
    public async Task Cancelling_leaves_nothing_behind()
    {
        var media = await MakeAsync("25");
        using var stop = new CancellationTokenSource();
        var progress = new StopAtOnce(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Extraction.WriteAsync(media, new FrameExtractionRequest(new FrameRate(25, 1), _film.Path("FRAMES")), progress, stop.Token));
        Assert.Equal("film.mp4", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(_film.Folder))));
    }

    [Fact]
    public async Task What_a_killed_run_left_whose_process_had_the_same_number_is_swept_away_and_not_published()
    {
        var media = await MakeAsync("25");
        var left = Directory.CreateDirectory(_film.Path(FormattableString.Invariant($".frames-{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}-1"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "frame29.jpg"), "of another film");

        await Extraction.WriteAsync(media, new FrameExtractionRequest(new FrameRate(1, 1), _film.Path("FRAMES")), null, default);

        Assert.Equal(["FRAMES", "film.mp4"], Directory.GetFileSystemEntries(_film.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(4, Directory.GetFiles(_film.Path("FRAMES")).Length);
    }

    private FrameExtraction Extraction => new(new FrameReader(NumberedFilm.Tools, _probe));

    private async Task<MediaFile> MakeAsync(string rate) =>
        await _probe.ProbeAsync(await _film.MakeAsync("film.mp4", 100, rate, ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]), default);

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<(int Done, int Of)>
    {
        public void Report((int Done, int Of) value) => stop.Cancel();
    }
}
