using CsCheck;
using ScreenTime.Host.Appearances;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Appearances;

/// <summary>A film without pictures: who is there at every frame is known, and a reader says so, or something else.</summary>
/// <param name="Cast">The characters.</param>
/// <param name="Truth">The frames of each character, in the cast's order.</param>
/// <param name="Shots">The shots, without holes from frame 0.</param>
/// <param name="Edits">Those shots' starts that are edits of the timeline: the regular grid begins anew there.</param>
/// <param name="Step">The frames between two samples of the regular grid, at most.</param>
internal sealed record SyntheticFilm(Cast Cast, IReadOnlyList<IReadOnlyList<FrameRange>> Truth, IReadOnlyList<Shot> Shots, IReadOnlyList<long> Edits, int Step)
{
    public static readonly FrameRate Rate = new(24000, 1001);

    /// <summary>Films in which everybody stays, or stays away, for a sampling step at least, or for a whole shot that is shorter.</summary>
    public static readonly Gen<SyntheticFilm> Any = Gen.Select(Gen.OneOf(Gen.Int[1, 24], Gen.Int[25, 70]), Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int).Select(
        (step, characters, shotCount, seed) =>
        {
            var random = new Random(seed);
            var cast = CastOf(characters);
            var truth = Enumerable.Range(0, characters).Select(_ => new List<FrameRange>()).ToList();
            var shots = new List<Shot>();
            var edits = new List<long> { 0 };
            var start = 0L;
            for (var i = 0; i < shotCount; i++)
            {
                // Many shots are shorter than a step, so that no sample falls into them.
                var shot = new FrameRange(start, start + random.Next(1, random.Next(3) == 0 ? step * 8 : step * 2));
                shots.Add(new Shot(shot, $"clip {i}"));
                if (random.Next(3) == 0 && start > 0)
                    edits.Add(start);
                foreach (var runs in truth)
                {
                    var there = random.Next(2) == 0;
                    for (var at = shot.Start; at < shot.End; there = !there)
                    {
                        var end = at + random.Next(step, step * 3);
                        if (shot.End - end < step)
                            end = shot.End;
                        if (there)
                            runs.Add(new FrameRange(at, end));
                        at = end;
                    }
                }

                start = shot.End;
            }

            return new SyntheticFilm(cast, [.. truth.Select(FrameRange.Union)], shots, edits, step);
        });

    public FrameRange Programme => new(0, Shots[^1].Record.End);

    public static Cast CastOf(int characters) =>
        new("cast", [.. Enumerable.Range(0, characters).Select(i => new Character($"c{(characters - i) * 7 % 5}{i}", $"C{i}", "RED"))]);

    public bool IsThere(int character, long frame) => Truth[character].Any(range => range.Contains(frame));

    /// <summary>What a reader that never errs says, as surely as a good recogniser does.</summary>
    public float[] Read(long frame) => [.. Enumerable.Range(0, Cast.Characters.Count).Select(character => IsThere(character, frame) ? 0.985f : 0.015f)];

    /// <summary>The record ranges of the regular grid: between edits, equal pieces of at most a step.</summary>
    public IEnumerable<FrameRange> Grid()
    {
        foreach (var (start, end) in Edits.Zip(Edits.Skip(1).Append(Programme.End)))
        {
            var pieces = (end - start + Step - 1) / Step;
            for (long piece = 0; piece < pieces; piece++)
                yield return new FrameRange(start + ((end - start) * piece / pieces), start + ((end - start) * (piece + 1) / pieces));
        }
    }

    /// <summary>Looks as an analysis does: at the grid and the tutorial's frames, then at whatever the builder wants, until it wants nothing.</summary>
    /// <param name="read">What a frame says; null where it cannot be read.</param>
    /// <param name="unknowns">Record that is known to be unreadable.</param>
    public Seen Look(Func<long, float[]?> read, params IReadOnlyList<Unknown> unknowns) => Look(read, int.MaxValue, unknowns);

    /// <summary>The same for a number of rounds at most.</summary>
    public Seen Look(Func<long, float[]?> read, int mostRounds, params IReadOnlyList<Unknown> unknowns)
    {
        var grid = Grid().Select(range => Sample(range.Middle, range, 0, read)).ToList();
        var tutorial = CountingRules.TutorialFrames(Programme, Rate).Except(grid.Select(sample => sample.RecordFrame)).Select(frame => Single(frame, 1)).ToList();
        var readings = new FrameReadings([.. grid, .. tutorial]);
        var builder = new AppearanceBuilder(Cast, Shots, unknowns);
        var asked = new List<long>();
        var rounds = 0;
        var foreseen = builder.WantedLater(readings).ToHashSet();
        while (rounds < mostRounds && builder.Wanted(readings) is { Count: > 0 } wanted)
        {
            Assert.Equal(wanted.Distinct().Order(), wanted);
            Assert.DoesNotContain(wanted, readings.Knows);
            Assert.All(wanted, frame => Assert.True(Programme.Contains(frame)));
            // Whatever looks for an edge was foreseen before the first round; a shot without a sample asks beside it.
            Assert.All(wanted.Where(HasSample), frame => Assert.Contains(frame, foreseen));
            asked.AddRange(wanted);
            rounds++;
            readings.Add(wanted.Select(frame => Single(frame, rounds)));
            readings.AddUnreadable(wanted);
        }

        return new Seen(builder, readings, asked, rounds, builder.Build(readings, frame => new SourceMoment($"at {frame}", "", "")));

        bool HasSample(long frame) =>
            Shots.Single(shot => shot.Record.Contains(frame)).Telling() is var telling && readings.Grid.Keys.Any(sample => telling.Contains(sample) && readings.At(sample) is not null);
        Sample Single(long frame, int refinement) => Sample(frame, new FrameRange(frame, frame + 1), refinement, read);
    }

    public IEnumerable<FrameRange> Ranges(Seen seen, int character) =>
        seen.Appearances.Where(appearance => appearance.CharacterId == Cast.Characters[character].Id).Select(appearance => appearance.Record);

    private static Sample Sample(long frame, FrameRange record, int refinement, Func<long, float[]?> read) =>
        new(frame, record, "hash", MediaTime.FromFrames(frame, Rate), "clip", 0, false, refinement, read(frame));
}

/// <summary>What came of looking.</summary>
internal sealed record Seen(
    AppearanceBuilder Builder, FrameReadings Readings, IReadOnlyList<long> Asked, int Rounds, IReadOnlyList<Appearance> Appearances);
