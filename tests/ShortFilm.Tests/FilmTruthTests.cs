using ScreenTime.Examples.ShortFilm;
using ScreenTime.Examples.ShortFilm.Characters;
using ScreenTime.Examples.ShortFilm.Story;
using ScreenTime.Examples.ShortFilm.Truth;

namespace ScreenTime.Tests;

public sealed class FilmTruthTests
{
    public static TheoryData<bool> Films => [true, false];

    [Fact]
    public void Covers_the_film_without_holes_or_overlaps()
    {
        var film = PlannedFilm.Demo;
        var csv = LabelFile.Runs(film.Truth, film.Settings.FilmTimecode);
        var runs = LabelRows.Runs(csv);
        Assert.Equal(LabelRows.Frame("01:00:00:00"), runs[0].Start);
        Assert.Equal(90 * 24, LabelRows.Frames(csv).Length);
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.NotEqual(pair.First.State, pair.Second.State));
    }

    [Theory]
    [MemberData(nameof(Films))]
    public void Every_character_has_ten_seconds_and_every_company_occurs(bool demo)
    {
        var film = demo ? PlannedFilm.Demo : PlannedFilm.OfAnotherSeed;
        for (var i = 0; i < 3; i++)
            Assert.InRange(film.Truth.Count(frame => frame.Shows(i)), 10 * 24, film.Truth.Count - (10 * 24));
        var companies = film.Truth.Where(frame => !frame.Ambiguous).GroupBy(frame => frame.Cast).ToDictionary(group => group.Key, group => group.Count());
        for (byte company = 0; company < 8; company++)
            Assert.True(companies.GetValueOrDefault(company) >= 24, $"company {company} is on screen for {companies.GetValueOrDefault(company)} frames");
    }

    [Theory]
    [MemberData(nameof(Films))]
    public void Hardly_a_frame_is_ambiguous(bool demo)
    {
        var film = demo ? PlannedFilm.Demo : PlannedFilm.OfAnotherSeed;
        Assert.InRange(film.Truth.Count(frame => frame.Ambiguous), 0, film.Truth.Count / 100);
    }

    [Fact]
    public void Somebody_comes_or_goes_within_a_shot()
    {
        var film = PlannedFilm.Demo;
        Assert.Contains(film.Shots, shot => Enumerable.Range(shot.Cut, shot.End - shot.Cut).Select(frame => film.Truth[frame].Cast).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    [InlineData(1234)]
    public void Shots_last_two_to_six_seconds_and_join_at_their_cuts(double seconds)
    {
        var shots = Storyboard.Draw(5, (int)(seconds * 24), 24);
        Assert.Equal((0, (int)(seconds * 24)), (shots[0].Cut, shots[^1].End));
        Assert.All(shots.Zip(shots.Skip(1)), pair => Assert.Equal((pair.First.End, pair.First.DissolveOut), (pair.Second.Cut, pair.Second.DissolveIn)));
        Assert.All(shots.Where(shot => shot.Kind == ShotKind.Scene), shot => Assert.InRange(shot.End - shot.Cut, 48, 144));
        Assert.All(shots, shot => Assert.True(shot.DissolveIn is 0 or (>= 12 and <= 24) && shot.DissolveIn % 2 == 0));
        Assert.Contains(shots, shot => shot.Kind == ShotKind.Scene && shot.DissolveIn == 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var one = Files(PlannedFilm.Plan(11, 30));
        var two = Files(PlannedFilm.Plan(11, 30));
        Assert.Equal(one, two);
        Assert.NotEqual(one["truth.csv"], Files(PlannedFilm.Plan(12, 30))["truth.csv"]);
    }

    [Fact]
    public void The_truth_does_not_depend_on_the_size()
    {
        var large = Film.Plan(PlannedFilm.Settings(11, 30, 1280, 720), CancellationToken.None);
        Assert.Equal(PlannedFilm.Plan(11, 30).Truth, large.Truth);
    }

    [Fact]
    public void Labelled_frames_have_every_company_and_are_clear()
    {
        var film = PlannedFilm.Demo;
        var frames = LabelledFrames.Choose(film);
        Assert.InRange(frames.Count, 40, 60);
        Assert.Equal(8, frames.Select(frame => film.Truth[frame].Cast).Distinct().Count());
        Assert.DoesNotContain(frames, frame => film.Truth[frame].Ambiguous);
        Assert.DoesNotContain(frames, frame => film.Shots.Any(shot => frame >= shot.First && frame < shot.First + shot.DissolveIn));
    }

    [Fact]
    public void Other_seeds_cast_other_looks()
    {
        var troupes = Enumerable.Range(1, 6).Select(seed => Troupe.Cast(seed)).ToList();
        Assert.All(troupes, troupe => Assert.Equal(3, troupe.Select(character => character.Figure.GetType()).Distinct().Count()));
        Assert.Equal(6, troupes.Select(troupe => string.Join(' ', troupe.Select(Portrait.Checksum))).Distinct().Count());
        Assert.Equal(Portrait.Checksum(troupes[0][0]), Portrait.Checksum(Troupe.Cast(1)[0]));
    }

    private static Dictionary<string, string> Files(Film film)
    {
        using var folder = new TemporaryFolder();
        Production.WriteLabels(film, folder.Path, out _);
        Production.WriteCuts(film, folder.Path, new RandomCuts(3));
        return Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder.Path, file), File.ReadAllText);
    }
}
