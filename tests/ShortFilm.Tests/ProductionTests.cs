using System.Text;
using ScreenTime.Examples.ShortFilm;

namespace ScreenTime.Tests;

[StartsPrograms]
public sealed class ProductionTests(RenderedFilm film) : IClassFixture<RenderedFilm>
{
    private const int FrameBytes = 128 * 72;

    [Fact]
    public void The_same_seed_gives_the_same_frames()
    {
        RenderedFilm.Make(film.Other);
        string Frames(string folder) =>
            Encoding.ASCII.GetString(RenderedFilm.Run("ffmpeg", "-v", "error", "-i", Path.Combine(folder, "film.mp4"), "-map", "0:v", "-f", "framemd5", "-"));
        Assert.Equal(Frames(film.Folder), Frames(film.Other));
        Assert.Equal(File.ReadAllBytes(Path.Combine(film.Folder, "truth.csv")), File.ReadAllBytes(Path.Combine(film.Other, "truth.csv")));
    }

    [Fact]
    public void The_film_has_a_timecode_track_and_every_frame()
    {
        var said = Encoding.ASCII.GetString(RenderedFilm.Run(
            "ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,codec_tag_string,pix_fmt,r_frame_rate,nb_read_frames:stream_tags=timecode", "-of", "compact", Path.Combine(film.Folder, "film.mp4")));
        Assert.Contains("codec_name=h264|codec_tag_string=avc1|pix_fmt=yuv420p|r_frame_rate=24/1|nb_read_frames=720|tag:timecode=01:00:00:00", said, StringComparison.Ordinal);
        Assert.Contains("codec_tag_string=tmcd", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Hard_cuts_fall_on_the_frames_that_the_truth_says()
    {
        var pixels = RenderedFilm.Run("ffmpeg", "-v", "error", "-i", Path.Combine(film.Folder, "film.mp4"), "-f", "rawvideo", "-pix_fmt", "gray", "-");
        Assert.Equal(720 * FrameBytes, pixels.Length);
        double Difference(int frame)
        {
            var sum = 0L;
            for (var i = 0; i < FrameBytes; i++)
                sum += Math.Abs(pixels[(frame * FrameBytes) + i] - pixels[((frame - 1) * FrameBytes) + i]);
            return (double)sum / FrameBytes;
        }

        var plan = Film.Plan(RenderedFilm.Settings, CancellationToken.None);
        var cuts = plan.Shots.Where(shot => shot.Number > 0 && shot.DissolveIn == 0).ToList();
        Assert.NotEmpty(cuts);
        Assert.All(cuts, shot => Assert.True(Difference(shot.Cut) > 3 * Math.Max(Difference(shot.Cut - 1), Difference(shot.Cut + 1)), $"no cut at frame {shot.Cut}"));
    }

    [Fact]
    public void Every_label_has_its_image_and_every_image_its_label()
    {
        var labelled = File.ReadLines(Path.Combine(film.Folder, "labels.csv")).Skip(1).Select(line => line.Split(',')[0]).ToList();
        Assert.Equal(labelled, Directory.EnumerateFiles(Path.Combine(film.Folder, "frames")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var times = File.ReadLines(Path.Combine(film.Folder, "labels_time.csv")).Skip(1).Select(line => line.Split(',')[0]);
        Assert.Equal(labelled, times.Select(time => $"film_{time.Replace(':', '-')}.jpg"));
    }

    [Fact]
    public void Nothing_is_left_of_a_film_that_was_stopped()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Production.Make(RenderedFilm.Settings, folder.Path, new RandomCuts(0), new StopAt(100, stop), stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private sealed class StopAt(int frame, CancellationTokenSource stop) : IProductionProgress
    {
        public void Report(int value)
        {
            if (value == frame)
                stop.Cancel();
        }

        public void ShotPlanned(int count)
        {
        }
    }
}
