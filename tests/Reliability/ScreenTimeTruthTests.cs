using System.Globalization;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;

namespace ScreenTime.Tests.Reliability;

/// <summary>
/// For random timelines over films whose every frame is known, the whole way from timeline to total gives the number of frames that plain counting gives: for every record frame the clip on
/// top, where in its film it is looked at as a fraction of whole numbers, the frame that shows there, its colour.
/// </summary>
public sealed class ScreenTimeTruthTests : IDisposable
{
    /// <summary><c>SCREENTIME_TIMELINES</c> makes a longer run of it (docs/reliability.md).</summary>
    private static readonly int s_timelines = int.TryParse(Environment.GetEnvironmentVariable("SCREENTIME_TIMELINES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 16;

    private static readonly (int Numerator, int Denominator)[] s_rates = [(24, 1), (25, 1), (24000, 1001), (30000, 1001), (60, 1)];
    private static readonly string[] s_colours = ["gray", "red", "green", "blue"];

    private readonly Studio _studio = new();

    public void Dispose() => _studio.Dispose();

    [Fact]
    public async Task The_total_screen_time_of_random_timelines_is_the_truth()
    {
        var films = new List<Film>();
        var random = new Random(2024);
        foreach (var rate in s_rates)
        {
            // Every piece lasts at least two seconds: a clip at three quarters of the speed or more then shows it for longer than two samples are apart.
            var pieces = Enumerable.Range(0, 12).Select(i => (Colour: s_colours[(i + random.Next(1, 4)) % 4], Frames: (2 * rate.Numerator / rate.Denominator) + random.Next(1, 60))).ToArray();
            for (var i = 1; i < pieces.Length; i++)
                if (pieces[i].Colour == pieces[i - 1].Colour)
                    pieces[i].Colour = s_colours[(Array.IndexOf(s_colours, pieces[i].Colour) + 1) % 4];
            var name = $"film-{rate.Numerator}-{rate.Denominator}.mp4";
            films.Add(new Film(await _studio.FilmAsync(name, $"{rate.Numerator}/{rate.Denominator}", pieces), rate, [.. pieces.SelectMany(piece => Enumerable.Repeat(piece.Colour, piece.Frames))]));
        }

        var jobs = new JArray();
        var truths = new List<Cut>();
        for (var seed = 0; truths.Count < s_timelines; seed++)
        {
            var cut = Cut.Random(new Random(seed), films);
            // Where a stretch is shorter than two samples are apart, no sample need fall into it: that is what the sampling rate means, and no fault.
            if (cut.ShortestStretch() < (cut.Rate.Numerator / cut.Rate.Denominator / 2) + 2)
                continue;
            var path = _studio.Path($"cut{truths.Count}.otio");
            OtioFile.Write(path, cut.Timeline());
            jobs.Add(new JObject { ["timeline"] = path, ["cast"] = _studio.Cast, ["out"] = _studio.Path($"out{truths.Count}"), ["export"] = new JArray("csv") });
            truths.Add(cut);
        }

        await File.WriteAllTextAsync(_studio.Path("jobs.json"), new JObject { ["apiVersion"] = 1, ["jobs"] = jobs }.ToString());
        (await _studio.RunAsync("run", _studio.Path("jobs.json"))).Succeeded();

        for (var i = 0; i < truths.Count; i++)
        {
            var result = new Result(_studio.Path($"out{i}"));
            foreach (var colour in s_colours.Skip(1))
            {
                var truth = truths[i].Stretches(colour);
                var found = result.Appearances(colour);
                Assert.True(
                    truth.SequenceEqual(found),
                    $"timeline {i}, {colour}: the truth is {string.Join(' ', truth)}, and found was {string.Join(' ', found)}\n{string.Join('\n', truths[i].Tracks.Select(track => string.Join("; ", track)))} at {truths[i].Rate}");
                Assert.Equal(truth.Sum(stretch => stretch.After - stretch.First), result.Frames(colour));
            }

            Assert.Empty(result.Unknowns);
        }

        Assert.Contains(truths, truth => s_colours.Skip(1).All(colour => truth.Stretches(colour).Count > 0));
    }

    private sealed record Film(string Path, (int Numerator, int Denominator) Rate, string[] Colours)
    {
        public override string ToString() => System.IO.Path.GetFileName(Path);
    }

    /// <summary>A clip on a track of the record: <paramref name="First"/> is a frame of the film, <paramref name="Speed"/> is in quarters.</summary>
    private sealed record Piece(Film? Film, long Frames, long First, int Speed);

    private sealed record Cut((int Numerator, int Denominator) Rate, IReadOnlyList<IReadOnlyList<Piece>> Tracks)
    {
        public static Cut Random(Random random, IReadOnlyList<Film> films)
        {
            var rate = s_rates[random.Next(s_rates.Length)];
            var tracks = new List<IReadOnlyList<Piece>>();
            for (var track = 0; track < 2; track++)
            {
                var pieces = new List<Piece>();
                for (var i = random.Next(3, 8); i > 0; i--)
                {
                    var frames = random.Next(rate.Numerator / rate.Denominator, 5 * rate.Numerator / rate.Denominator);
                    // The upper track has more holes than clips.
                    if (random.Next(track == 0 ? 6 : 2) == 0)
                    {
                        pieces.Add(new Piece(null, frames, 0, 4));
                        continue;
                    }

                    var film = films[random.Next(films.Count)];
                    var speed = random.Next(3) == 0 ? random.Next(3, 9) : 4;
                    // As many frames of the film as the clip can need, and then some.
                    var needed = ((long)frames * speed * film.Rate.Numerator * rate.Denominator / (4L * film.Rate.Denominator * rate.Numerator)) + 3;
                    if (needed < film.Colours.Length)
                        pieces.Add(new Piece(film, frames, random.NextInt64(film.Colours.Length - needed), speed));
                }

                tracks.Add(pieces);
            }

            return new Cut(rate, tracks);
        }

        public Timeline Timeline()
        {
            var rate = (double)Rate.Numerator / Rate.Denominator;
            var timeline = new Timeline("Cut") { GlobalStartTime = new RationalTime(0, rate) };
            foreach (var pieces in Tracks)
            {
                var track = new Track { Name = "V", Kind = Track.KindVideo };
                foreach (var piece in pieces)
                {
                    if (piece.Film is not { } film)
                    {
                        track.Children.Add(new Gap(new RationalTime(piece.Frames, rate)));
                        continue;
                    }

                    var filmRate = (double)film.Rate.Numerator / film.Rate.Denominator;
                    var clip = new Clip(
                        "clip",
                        new ExternalReference(film.Path) { AvailableRange = new TimeRange(0, film.Colours.Length, filmRate) },
                        new TimeRange(new RationalTime(piece.First, filmRate), new RationalTime(piece.Frames, rate)));
                    if (piece.Speed != 4)
                        clip.Effects.Add(new LinearTimeWarp { TimeScalar = piece.Speed / 4.0 });
                    track.Children.Add(clip);
                }

                timeline.Tracks.Children.Add(track);
            }

            return timeline;
        }

        /// <summary>The runs of record frames that show a colour.</summary>
        public List<(long First, long After)> Stretches(string colour)
        {
            var stretches = new List<(long First, long After)>();
            var frame = 0L;
            foreach (var (_, shown) in Shown())
            {
                if (shown == colour && stretches.Count > 0 && stretches[^1].After == frame)
                    stretches[^1] = (stretches[^1].First, frame + 1);
                else if (shown == colour)
                    stretches.Add((frame, frame + 1));
                frame++;
            }

            return stretches;
        }

        /// <summary>The shortest run of record frames that show one colour between two edits.</summary>
        public long ShortestStretch()
        {
            var record = Shown().ToList();
            var (shortest, start) = (long.MaxValue, 0);
            for (var i = 1; i <= record.Count; i++)
            {
                if (i < record.Count && record[i].Equals(record[start]))
                    continue;
                shortest = Math.Min(shortest, i - start);
                start = i;
            }

            return shortest;
        }

        private IEnumerable<(Piece? Piece, string Colour)> Shown()
        {
            var length = Tracks.Max(track => track.Sum(piece => piece.Frames));
            for (long frame = 0; frame < length; frame++)
                yield return Enumerable.Reverse(Tracks).Select(track => At(track, frame)).FirstOrDefault(shown => shown.Piece is not null, (null, ""));
        }

        private (Piece? Piece, string Colour) At(IReadOnlyList<Piece> track, long frame)
        {
            foreach (var piece in track)
            {
                if (frame >= piece.Frames)
                {
                    frame -= piece.Frames;
                    continue;
                }

                if (piece.Film is not { } film)
                    return (null, "");
                // A record frame takes p / q frames of the film, and is looked at half of those on from where it begins, or half a frame where it takes more than one (docs/media.md).
                var (p, q) = ((long)piece.Speed * film.Rate.Numerator * Rate.Denominator, 4L * film.Rate.Denominator * Rate.Numerator);
                return (piece, film.Colours[piece.First + (((2 * frame * p) + Math.Min(p, q)) / (2 * q))]);
            }

            return (null, "");
        }
    }
}
