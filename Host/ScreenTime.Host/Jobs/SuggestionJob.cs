using System.Globalization;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Devices;
using ScreenTime.Host.Files;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Jobs;

/// <summary>Somebody who recurs in a film and whom the cast does not know.</summary>
/// <param name="Folder">Pictures of their face, for <c>cast enroll --photo</c>.</param>
/// <param name="Frames">In how many of the frames that were looked at.</param>
/// <param name="First">The first moment, as the film's timecode or in seconds.</param>
public sealed record SuggestedGroup(string Folder, int Frames, string First);

/// <summary><c>screentime cast suggest</c>: groups the faces of films that nobody named. All it writes lies among the job's faces, and goes with them.</summary>
/// <param name="plugins">Brings the recogniser.</param>
/// <param name="progress">Where it says how far it is.</param>
public sealed class SuggestionJob(PluginCatalog plugins, IJobProgress progress)
{
    private const int MostGroups = 50;
    private const int PicturesAGroup = 8;

    // A picture shows the face with as much around it, so that it is found again in the picture.
    private const double Margin = 0.75;

    /// <summary>Looks for people whom the cast does not know.</summary>
    /// <exception cref="UserException">The cast's recogniser looks for no faces, or a film cannot be read.</exception>
    public async Task<IReadOnlyList<SuggestedGroup>> RunAsync(
        CastFolder cast, IReadOnlyList<string> films, string outputFolder, FrameRate sampleRate, DeviceRequest device, CancellationToken cancellationToken)
    {
        cast.RefuseWithoutConsent(DateOnly.FromDateTime(DateTime.UtcNow));
        if (!cast.HasPeople)
            throw new UserException(ExitCode.CastUnusable, $"the cast {cast.Cast.Id} has no people, so no faces are looked for: add one with 'screentime cast enroll {cast.Path} …'");
        var tools = await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false);
        var probe = new MediaProbe(tools);
        var provider = plugins.RecognizerOf(cast);
        var faces = PersonalFeatures.FolderOf(Directory.CreateDirectory(outputFolder).FullName, cast);
        using var gate = new DeviceGate();
        progress.Stage("Opening the recogniser");
        var recognizer = await provider.OpenAsync(
            new RecognizerSetup(cast.Cast, TrainingJob.UsableModelOf(cast), Locations.ModelsFolder, device, gate) { Models = cast.ChosenModels }, cancellationToken).ConfigureAwait(false);
        await using (recognizer.ConfigureAwait(false))
        {
            if (recognizer is not IShotRecognizer shots)
                throw new UserException(ExitCode.CastUnusable, $"the recogniser {cast.Recognizer} cannot group who is not named");
            var reader = new FrameReader(tools, probe);
            var describer = new FrameDescriber(reader, recognizer, faces, progress);
            var features = new List<byte[]>();
            var frames = new List<FilmFrame>();
            foreach (var film in films)
            {
                var media = await probe.ProbeAsync(film, cancellationToken).ConfigureAwait(false);
                var count = Math.Max(1, media.Duration.FloorToFrame(sampleRate));
                var times = Enumerable.Range(0, checked((int)count)).Select(i => new MediaTime(((2L * i) + 1) * sampleRate.Denominator, 2L * sampleRate.Numerator)).Where(time => time < media.Duration).ToList();
                progress.Stage("Looking for faces");
                var described = await describer.DescribeAsync(media, times, new DecodeOptions(), new ProgressCounter(times.Count, 0, TimeProvider.System), cancellationToken).ConfigureAwait(false);
                var readable = times.Where(time => described.Problem(time) is null).ToList();
                frames.AddRange(readable.Select(time => new FilmFrame(media, time)));
                features.AddRange(readable.Select(described.Features));
            }

            var looks = (await shots.GroupUnnamedAsync(features, cancellationToken).ConfigureAwait(false)).Take(MostGroups).ToList();
            var suggestions = Path.Combine(faces, "suggestions");
            if (Directory.Exists(suggestions))
                Directory.Delete(suggestions, recursive: true);
            return await WriteAsync(reader, recognizer.FrameRequest, looks, frames, suggestions, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<SuggestedGroup>> WriteAsync(
        FrameReader reader, FrameRequest size, List<UnnamedLook> looks, List<FilmFrame> frames, string folder, CancellationToken cancellationToken)
    {
        var groups = new List<SuggestedGroup>();
        var wanted = new Dictionary<FilmFrame, List<(string Path, SightingRegion Region)>>();
        foreach (var (number, look) in looks.Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"unnamed-{number + 1:00}");
            var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            // Spread over the group: the most typical faces are near-copies of each other.
            var step = Math.Max(1, look.Places.Count / PicturesAGroup);
            foreach (var (index, place) in look.Places.Where((_, i) => i % step == 0).Take(PicturesAGroup).Index())
            {
                var path = Path.Combine(own, string.Create(CultureInfo.InvariantCulture, $"{index + 1:00}.png"));
                (wanted.TryGetValue(frames[place.Frame], out var list) ? list : wanted[frames[place.Frame]] = []).Add((path, place.Region));
            }

            var (media, first) = frames[look.Places.Min(place => place.Frame)];
            groups.Add(new SuggestedGroup(own, look.Places.Select(place => place.Frame).Distinct().Count(), media.StartTimecode is { } start
                ? Timecode.Format(start + first.FloorToFrame(media.Rate), media.Rate, media.DropFrame && media.Rate.HasDropFrame)
                : FormattableString.Invariant($"{first.Seconds:0.0} s")));
        }

        progress.Stage("Taking pictures of them");
        foreach (var film in wanted.GroupBy(item => item.Key.Media.Id))
        {
            var media = film.First().Key.Media;
            var sorted = film.Select(item => item.Key.Time).Order().ToList();
            await foreach (var frame in reader.ReadAsync(media, sorted, size, new DecodeOptions(), cancellationToken).ConfigureAwait(false))
            {
                using (frame)
                {
                    if (frame.MissingReason is not null)
                        continue;
                    for (var i = 0; i < frame.WantedCount; i++)
                        foreach (var (path, region) in wanted[new FilmFrame(media, sorted[frame.FirstWanted + i])])
                            AtomicFile.Write(path, stream => stream.Write(Cut(frame.Pixels.Span, size, region)));
                }
            }
        }

        return groups;
    }

    private readonly record struct FilmFrame(MediaFile Media, MediaTime Time);

    /// <summary>The part of a frame around a face, as a PNG.</summary>
    private static byte[] Cut(ReadOnlySpan<byte> pixels, FrameRequest size, SightingRegion region)
    {
        var (marginX, marginY) = (region.Width * Margin, region.Height * Margin);
        var left = Math.Clamp((int)((region.X - marginX) * size.Width), 0, size.Width - 2);
        var top = Math.Clamp((int)((region.Y - marginY) * size.Height), 0, size.Height - 2);
        var width = Math.Clamp((int)((region.Width + (2 * marginX)) * size.Width), 1, size.Width - left);
        var height = Math.Clamp((int)((region.Height + (2 * marginY)) * size.Height), 1, size.Height - top);
        var part = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            pixels.Slice((((top + y) * size.Width) + left) * 3, width * 3).CopyTo(part.AsSpan(y * width * 3));
        return LabellingJob.Png(part, new FrameRequest(width, height));
    }
}
