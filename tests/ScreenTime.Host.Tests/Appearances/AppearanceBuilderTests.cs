using System.Numerics;
using CsCheck;
using ScreenTime.Host.Appearances;
using ScreenTime.Host.Counting;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Appearances;

public sealed class AppearanceBuilderTests
{
    [Fact]
    public void Readings_without_error_give_the_truth_to_the_frame() =>
        SyntheticFilm.Any.Sample(
            film =>
            {
                var seen = film.Look(film.Read);
                for (var character = 0; character < film.Cast.Characters.Count; character++)
                    Assert.Equal(film.Truth[character], film.Ranges(seen, character));
            },
            iter: 3000);

    [Fact]
    public void Edges_are_found_in_as_many_rounds_as_halving_the_step_takes() =>
        SyntheticFilm.Any.Sample(
            film =>
            {
                var halvings = BitOperations.Log2((uint)film.Step) + 1;
                var seen = film.Look(film.Read);
                // One more round for shots that no sample fell into.
                Assert.InRange(seen.Rounds, 0, halvings + 1);
                var edges = film.Truth.Sum(runs => runs.Count * 2);
                Assert.InRange(seen.Asked.Count, 0, (edges * halvings) + film.Shots.Count);
            },
            iter: 1000);

    [Fact]
    public void It_ends_whatever_the_readings_say() =>
        Gen.Select(SyntheticFilm.Any, Gen.Int, Gen.Int[0, 3]).Sample(
            (film, seed, kind) =>
            {
                var nonsense = Nonsense(film, seed, kind);
                var seen = film.Look(nonsense);
                Assert.Equal(seen.Asked.Distinct().Count(), seen.Asked.Count);
                WellFormed(film, seen);
                // An analysis stops after 40 rounds; a grid that can be read never comes near.
                if (kind < 2)
                {
                    var halvings = BitOperations.Log2((uint)film.Step) + 1;
                    Assert.InRange(seen.Rounds, 0, halvings + 1);
                    Assert.InRange(seen.Asked.Count, 0, (film.Grid().Count() * film.Cast.Characters.Count * halvings) + film.Shots.Count);
                }
            },
            iter: 3000);

    [Fact]
    public void Noise_in_the_readings_that_place_edges_never_makes_an_appearance() =>
        Gen.Select(SyntheticFilm.Any, Gen.Int).Sample(
            (film, seed) =>
            {
                var grid = film.Grid().Select(range => range.Middle).ToHashSet();
                var nonsense = Nonsense(film, seed, 0);
                var seen = film.Look(frame => grid.Contains(frame) ? film.Read(frame) : nonsense(frame));
                for (var character = 0; character < film.Cast.Characters.Count; character++)
                {
                    foreach (var shot in film.Shots)
                    {
                        var samples = grid.Where(shot.Record.Contains).Order().Select(frame => film.IsThere(character, frame)).ToList();
                        var runs = samples.Where((there, i) => there && (i == 0 || !samples[i - 1])).Count();
                        var found = film.Ranges(seen, character).Select(range => range.Intersect(shot.Record)).Where(range => !range.IsEmpty).ToList();
                        if (samples.Count > 0)
                            Assert.Equal(runs, found.Count);
                        else
                            // Too short for the grid: there or not, for as long as the shot lasts.
                            Assert.True(found is [] || (found is [var whole] && whole == shot.Record), $"{shot.Record}: {string.Join(' ', found)}");
                    }
                }
            },
            iter: 3000);

    [Fact]
    public void One_unsure_sample_among_sure_ones_changes_nothing() =>
        Gen.Select(Gen.Int[1, 24], Gen.Int[3, 30], Gen.Bool, Gen.Float[0.3f, 0.7f], Gen.Int).Sample(
            (step, samples, there, odd, seed) =>
            {
                var film = OneShot(step * samples, step, there ? [new FrameRange(0, step * samples)] : []);
                var middles = film.Grid().Select(range => range.Middle).ToList();
                var wrong = middles[new Random(seed).Next(1, middles.Count - 1)];
                var seen = film.Look(frame => frame == wrong ? [odd] : film.Read(frame));
                Assert.Equal(film.Truth[0], film.Ranges(seen, 0));
                Assert.Empty(seen.Asked);
            },
            iter: 1000);

    [Fact]
    public void Neighbours_outvote_most_of_a_readers_errors()
    {
        // A reader that is wrong about one frame in 20 and as sure of that as of the others.
        var random = new Random(7);
        var runs = new List<FrameRange>();
        for (var start = 100L; start < 100_000; start += random.Next(200, 900))
            runs.Add(new FrameRange(start, start += random.Next(100, 600)));
        var film = OneShot(runs[^1].End + 100, 12, runs);
        var errors = Enumerable.Range(0, (int)film.Programme.End).Select(_ => random.Next(20) == 0).ToArray();
        var seen = film.Look(frame => [film.IsThere(0, frame) != errors[frame] ? 0.7f : 0.3f]);
        long wrongFrames = 0;
        for (var frame = 0L; frame < film.Programme.End; frame++)
            if (film.Ranges(seen, 0).Any(range => range.Contains(frame)) != film.IsThere(0, frame))
                wrongFrames++;
        Assert.InRange(wrongFrames, 0, errors.Count(error => error) / 4);
    }

    [Fact]
    public void Edges_at_a_cut_are_the_cut_and_cost_no_look()
    {
        var film = new SyntheticFilm(
            SyntheticFilm.CastOf(1), [[new FrameRange(31, 67)]], [Shot(0, 31), Shot(31, 67), Shot(67, 100)], [0], 12);
        var seen = film.Look(film.Read);
        Assert.Equal([new FrameRange(31, 67)], film.Ranges(seen, 0));
        Assert.Empty(seen.Asked);
    }

    [Fact]
    public void Frames_of_a_dissolve_decide_nothing_and_the_edge_is_its_middle()
    {
        // The dissolve lasts from 38 to 62; whoever comes shows from its beginning, whoever goes until its end.
        Shot[] shots = [Shot(0, 50) with { Clear = new FrameRange(0, 38) }, Shot(50, 100) with { Clear = new FrameRange(62, 100) }];
        var film = new SyntheticFilm(SyntheticFilm.CastOf(2), [[new FrameRange(0, 62)], [new FrameRange(38, 100)]], shots, [0], 8);
        var seen = film.Look(film.Read);
        Assert.Equal([new FrameRange(0, 50)], film.Ranges(seen, 0));
        Assert.Equal([new FrameRange(50, 100)], film.Ranges(seen, 1));
    }

    [Fact]
    public void A_shot_that_is_all_dissolve_is_decided_by_what_it_shows()
    {
        Shot[] shots = [Shot(0, 50), Shot(50, 60) with { Clear = new FrameRange(60, 60) }, Shot(60, 100)];
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[new FrameRange(50, 60)]], shots, [0], 12);
        Assert.Equal([new FrameRange(50, 60)], film.Ranges(film.Look(film.Read), 0));
    }

    [Fact]
    public void A_character_that_stays_over_a_cut_appears_once()
    {
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[new FrameRange(20, 80)]], [Shot(0, 50), Shot(50, 100)], [0], 12);
        Assert.Equal([new FrameRange(20, 80)], film.Ranges(film.Look(film.Read), 0));
    }

    [Fact]
    public void A_shot_between_two_samples_is_looked_at_in_its_middle()
    {
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[new FrameRange(37, 42)]], [Shot(0, 37), Shot(37, 42), Shot(42, 96)], [0], 24);
        var seen = film.Look(film.Read);
        Assert.Equal([new FrameRange(37, 42)], film.Ranges(seen, 0));
        Assert.Equal([39], seen.Asked);
    }

    [Fact]
    public void What_a_dissolve_has_left_of_a_shot_is_looked_at_before_its_end()
    {
        // No sample lies in the four clear frames between a dissolve and an edit, or between two dissolves.
        Shot[] shots = [Shot(0, 30) with { Clear = new FrameRange(0, 20) }, Shot(30, 44) with { Clear = new FrameRange(40, 44) }, Shot(44, 96)];
        Assert.Equal([41], Asked(shots));
        shots = [shots[0], Shot(30, 52) with { Clear = new FrameRange(40, 44) }, Shot(52, 96) with { Clear = new FrameRange(57, 96) }];
        Assert.Equal([42], Asked(shots));

        static IReadOnlyList<long> Asked(Shot[] shots)
        {
            var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[new FrameRange(30, 58)]], shots, [0], 24);
            return [.. film.Look(film.Read).Asked];
        }
    }

    [Fact]
    public void A_short_shot_whose_middle_cannot_be_read_is_looked_at_elsewhere()
    {
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[new FrameRange(37, 45)]], [Shot(0, 37), Shot(37, 45), Shot(45, 96)], [0], 24);
        var seen = film.Look(frame => frame is 41 ? null : film.Read(frame));
        Assert.Equal([new FrameRange(37, 45)], film.Ranges(seen, 0));
    }

    [Fact]
    public void A_short_shot_whose_middle_is_unknown_is_looked_at_elsewhere()
    {
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[new FrameRange(37, 45)]], [Shot(0, 37), Shot(37, 45), Shot(45, 96)], [0], 24);
        var seen = film.Look(film.Read, new Unknown(new FrameRange(40, 43), "offline"));
        Assert.Equal([new FrameRange(37, 40), new FrameRange(43, 45)], film.Ranges(seen, 0));
        Assert.DoesNotContain(seen.Asked, frame => frame is >= 40 and < 43);
    }

    [Fact]
    public void A_shot_that_nothing_shows_in_is_soon_given_up()
    {
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[]], [Shot(0, 50), Shot(50, 10_050), Shot(10_050, 10_100)], [0, 50, 10_050], 12);
        var seen = film.Look(frame => frame is >= 50 and < 10_050 ? null : film.Read(frame));
        Assert.Empty(seen.Appearances);
        Assert.InRange(seen.Asked.Count, 0, 8);
    }

    [Fact]
    public void A_shot_in_which_no_frame_could_be_read_is_said_to_be_unseen()
    {
        var film = new SyntheticFilm(SyntheticFilm.CastOf(1), [[]], [Shot(0, 37), Shot(37, 45), Shot(45, 96)], [0], 24);
        var unknown = new Unknown(new FrameRange(40, 43), "offline");
        var seen = film.Look(frame => frame is >= 37 and < 45 ? null : film.Read(frame), unknown);
        Assert.Equal([new FrameRange(37, 40), new FrameRange(43, 45)], seen.Builder.Unseen(seen.Readings).Select(unseen => unseen.Record));
        var readable = film.Look(film.Read, unknown);
        Assert.Empty(readable.Builder.Unseen(readable.Readings));
    }

    [Fact]
    public void Nothing_is_claimed_in_unknown_time_and_nothing_else_is_lost() =>
        Gen.Select(SyntheticFilm.Any, Gen.Select(Gen.Double[0, 1], Gen.Int[1, 60]).Array[0, 5]).Sample(
            (film, holes) =>
            {
                var unknowns = holes.Select(hole => Hole(film, hole.Item1, hole.Item2)).ToList();
                // The pictures are there all the same, as below an offline layer: what is claimed beside the holes is exact.
                var seen = film.Look(film.Read, unknowns);
                WellFormed(film, seen);
                for (var character = 0; character < film.Cast.Characters.Count; character++)
                {
                    var expected = Frames(film.Truth[character]).Where(frame => !unknowns.Any(unknown => unknown.Record.Contains(frame)));
                    Assert.Equal(expected, Frames(film.Ranges(seen, character)));
                }
            },
            iter: 2000);

    [Fact]
    public void Frames_that_cannot_be_read_are_never_claimed_where_they_are_stated_unknown() =>
        Gen.Select(SyntheticFilm.Any, Gen.Select(Gen.Double[0, 1], Gen.Int[1, 60]).Array[1, 5]).Sample(
            (film, holes) =>
            {
                var broken = holes.Select(hole => Hole(film, hole.Item1, hole.Item2)).ToList();
                bool Broken(long frame) => broken.Any(unknown => unknown.Record.Contains(frame));
                // As an analysis does: a grid sample that cannot be read makes the record that it stands for unknown.
                var unknowns = film.Grid().Where(range => Broken(range.Middle)).Select(range => new Unknown(range, "broken")).ToList();
                var seen = film.Look(frame => Broken(frame) ? null : film.Read(frame), unknowns);
                WellFormed(film, seen);
                Assert.DoesNotContain(seen.Appearances, appearance => unknowns.Any(unknown => !unknown.Record.Intersect(appearance.Record).IsEmpty));
                Assert.All(seen.Appearances, appearance => Assert.NotNull(seen.Readings.At(appearance.EvidenceFrame)));
            },
            iter: 2000);

    [Fact]
    public void The_order_of_the_characters_changes_nothing_but_the_order() =>
        Gen.Select(SyntheticFilm.Any, Gen.Int, Gen.Int[0, 3]).Sample(
            (film, seed, kind) =>
            {
                var order = Enumerable.Range(0, film.Cast.Characters.Count).ToArray();
                new Random(seed).Shuffle(order);
                var other = film with { Cast = film.Cast with { Characters = [.. order.Select(i => film.Cast.Characters[i])] }, Truth = [.. order.Select(i => film.Truth[i])] };
                var read = Nonsense(film, seed, kind);
                var seen = film.Look(read);
                var otherSeen = other.Look(frame => read(frame) is { } probabilities ? [.. order.Select(i => probabilities[i])] : null);
                Assert.Equal(seen.Asked, otherSeen.Asked);
                Assert.Equal(
                    seen.Appearances.OrderBy(item => item.Record.Start).ThenBy(item => item.CharacterId, StringComparer.Ordinal),
                    otherSeen.Appearances.OrderBy(item => item.Record.Start).ThenBy(item => item.CharacterId, StringComparer.Ordinal));
                Assert.Equal(Totals(film, seen), Totals(other, otherSeen));
            },
            iter: 1000);

    [Fact]
    public void Screen_time_is_the_sum_of_the_appearances() =>
        Gen.Select(SyntheticFilm.Any, Gen.Int, Gen.Int[0, 3], Gen.Select(Gen.Double[0, 1], Gen.Int[1, 60]).Array[0, 3]).Sample(
            (film, seed, kind, holes) =>
            {
                var unknowns = holes.Select(hole => Hole(film, hole.Item1, hole.Item2)).ToList();
                var seen = film.Look(Nonsense(film, seed, kind), unknowns);
                foreach (var total in CountingRules.Count(film.Cast, SyntheticFilm.Rate, film.Programme, seen.Appearances, unknowns, seen.Readings)
                    .Where(total => total.RuleId == CountingRules.Visible))
                {
                    var own = seen.Appearances.Where(appearance => appearance.CharacterId == total.CharacterId).ToList();
                    Assert.Equal(own.Sum(appearance => appearance.Record.Length), total.Frames);
                    Assert.Equal(own.Count, total.Appearances);
                    Assert.Equal(own.Aggregate(MediaTime.Zero, (sum, item) => sum + MediaTime.FromFrames(item.Record.Length, SyntheticFilm.Rate)), total.Seconds);
                }
            },
            iter: 1000);

    [Fact]
    public void An_appearance_says_how_sure_it_is_and_where_that_is_best_seen()
    {
        var film = OneShot(48, 12, [new FrameRange(0, 48)]);
        // The grid looks at 6, 18, 30, 42; the tutorial's rule at 0, 23 and 46 as well.
        var seen = film.Look(frame => [frame switch { 6 => 0.7f, 18 => 0.9f, 30 => 0.99f, _ => 0.8f }]);
        var appearance = Assert.Single(seen.Appearances);
        Assert.Equal(30, appearance.EvidenceFrame);
        Assert.Equal((0.7 + 0.9 + 0.99 + (4 * 0.8)) / 7, appearance.Confidence, 1e-4);
        Assert.Equal("at 0", appearance.ClipName);
    }

    [Fact]
    public void Source_timecodes_are_those_of_its_first_frame_and_after_its_last()
    {
        var film = OneShot(96, 12, [new FrameRange(30, 61)]);
        var readings = film.Look(film.Read).Readings;
        var appearance = Assert.Single(new AppearanceBuilder(film.Cast, film.Shots, []).Build(
            readings, frame => new SourceMoment("clip", $"tc {frame}", $"tc {frame + 1}")));
        Assert.Equal(("tc 30", "tc 61"), (appearance.SourceStart, appearance.SourceEnd));
    }

    [Fact]
    public void An_edge_among_frames_that_cannot_be_read_is_unknown_time()
    {
        // The grid looks at 6, 18, 30 …; somebody goes at 24, and 21 to 26 cannot be read.
        var film = OneShot(96, 12, [new FrameRange(0, 24)]);
        var seen = film.Look(frame => frame is >= 21 and < 27 ? null : film.Read(frame));
        Assert.Equal([new FrameRange(0, 21)], film.Ranges(seen, 0));
        Assert.Equal([new Unseen(new FrameRange(21, 27), UnseenKind.Edge)], seen.Builder.Unseen(seen.Readings));
    }

    [Fact]
    public void Runs_of_frames_that_cannot_be_read_between_samples_make_edges_unknown_and_nothing_wrong() =>
        Gen.Select(SyntheticFilm.Any, Gen.Select(Gen.Double[0, 1], Gen.Int[1, 30]).Array[1, 8], Gen.Int[0, 6]).Sample(
            (film, holes, rounds) =>
            {
                var grid = film.Grid().Select(range => range.Middle).ToHashSet();
                var broken = Frames(holes.Select(hole => Hole(film, hole.Item1, hole.Item2).Record)).Where(frame => !grid.Contains(frame)).ToHashSet();
                // Looking until nothing is wanted, and, as an analysis that gives up, for a few rounds only.
                foreach (var (seen, complete) in new[] { (film.Look(Read, int.MaxValue), true), (film.Look(Read, rounds), false) })
                {
                    WellFormed(film, seen);
                    var unseen = seen.Builder.Unseen(seen.Readings);
                    var unknown = Frames(unseen.Select(item => item.Record)).ToHashSet();
                    for (var character = 0; character < film.Cast.Characters.Count; character++)
                        Assert.Equal(Frames(film.Truth[character]).Where(frame => !unknown.Contains(frame)), Frames(film.Ranges(seen, character)));
                    if (complete)
                        Assert.True(broken.IsSupersetOf(Frames(unseen.Where(item => item.Kind == UnseenKind.Edge).Select(item => item.Record))));
                }

                float[]? Read(long frame) => broken.Contains(frame) ? null : film.Read(frame);
            },
            iter: 3000);

    [Fact]
    public void Before_refinement_an_edge_may_lie_anywhere_between_two_samples()
    {
        var film = OneShot(96, 12, [new FrameRange(0, 49)]);
        var readings = new FrameReadings(film.Grid().Select(range =>
            new Sample(range.Middle, range, "hash", MediaTime.Zero, "clip", 0, false, 0, film.Read(range.Middle))));
        var appearance = Assert.Single(new AppearanceBuilder(film.Cast, film.Shots, []).Build(readings, _ => new SourceMoment("", "", "")));
        // The last sample that shows the character is frame 42, the first that does not is 54.
        Assert.Equal(new FrameRange(0, 43), appearance.Record);
    }

    /// <summary>What holds of every result: appearances lie inside the programme, apart from each other, in order, and rest on a frame that was read.</summary>
    private static void WellFormed(SyntheticFilm film, Seen seen)
    {
        var order = seen.Appearances.Select(item => (item.Record.Start, film.Cast.IndexOf(item.CharacterId))).ToList();
        Assert.Equal(order.Order(), order);
        for (var character = 0; character < film.Cast.Characters.Count; character++)
        {
            var ranges = film.Ranges(seen, character).ToList();
            Assert.Equal(FrameRange.Union(ranges), ranges);
            Assert.All(ranges, range => Assert.Equal(range, range.Intersect(film.Programme)));
        }

        Assert.All(seen.Appearances, appearance => Assert.NotNull(seen.Readings.At(appearance.EvidenceFrame)));
    }

    /// <summary>Readers that say anything: 0 any probability, 1 only what is sure, 2 often nothing at all, 3 what is no probability.</summary>
    private static Func<long, float[]?> Nonsense(SyntheticFilm film, int seed, int kind) => frame =>
    {
        var random = new Random(unchecked((seed * 397) ^ ((int)frame * 7919)));
        if (kind == 2 && random.Next(2) == 0)
            return null;
        // In the order of the ids, so that another order of the characters gets the same.
        return Array.ConvertAll([.. film.Cast.Characters], _ => kind switch
        {
            1 => random.Next(2),
            3 when random.Next(4) == 0 => random.Next(3) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => -1f },
            _ => random.NextSingle(),
        });
    };

    private static string[] Totals(SyntheticFilm film, Seen seen) =>
        [.. CountingRules.Count(film.Cast, SyntheticFilm.Rate, film.Programme, seen.Appearances, [], seen.Readings).Select(total => total.ToString()).Order(StringComparer.Ordinal)];

    private static Unknown Hole(SyntheticFilm film, double where, int length)
    {
        var start = (long)(where * (film.Programme.End - 1));
        return new Unknown(new FrameRange(start, Math.Min(film.Programme.End, start + length)), "offline");
    }

    private static IEnumerable<long> Frames(IEnumerable<FrameRange> ranges)
    {
        foreach (var range in ranges)
            for (var frame = range.Start; frame < range.End; frame++)
                yield return frame;
    }

    private static SyntheticFilm OneShot(long length, int step, IReadOnlyList<FrameRange> truth) =>
        new(SyntheticFilm.CastOf(1), [truth], [Shot(0, length)], [0], step);

    private static Shot Shot(long start, long end) => new(new FrameRange(start, end), "clip");
}
