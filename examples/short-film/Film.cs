using ScreenTime.Examples.ShortFilm.Characters;
using ScreenTime.Examples.ShortFilm.Rendering;
using ScreenTime.Examples.ShortFilm.Story;
using ScreenTime.Examples.ShortFilm.Truth;

namespace ScreenTime.Examples.ShortFilm;

/// <summary>A film that is planned down to the frame, with its ground truth, before anything of it is rendered.</summary>
/// <param name="Settings">What it was planned from.</param>
/// <param name="Cast">The characters.</param>
/// <param name="Shots">The shots, in order, from the first frame to the last.</param>
/// <param name="Takes">Which try of the director's each shot is.</param>
/// <param name="Truth">Who is visible in each frame.</param>
internal sealed record Film(
    FilmSettings Settings, IReadOnlyList<Character> Cast, IReadOnlyList<Shot> Shots, IReadOnlyList<int> Takes, IReadOnlyList<FrameTruth> Truth)
{
    private const int MostTakes = 14;
    private const int BearableAmbiguousFrames = 2;

    /// <summary>Plans a film and measures who is visible in it.</summary>
    public static Film Plan(FilmSettings settings, CancellationToken cancellationToken, Action<int>? shotPlanned = null)
    {
        var cast = Troupe.Cast(settings.Seed);
        var shots = Storyboard.Draw(settings.Seed, settings.FrameCount, settings.Rate.Value);
        var takes = new int[shots.Count];
        var truth = new FrameTruth[settings.FrameCount];
        var planned = 0;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(
            shots.Where(shot => shot.Kind == ShotKind.Scene),
            options,
            () => new VisibilityMeter(settings.Aspect),
            (shot, _, meter) =>
            {
                takes[shot.Number] = Shoot(settings, cast, shot, meter, truth);
                shotPlanned?.Invoke(Interlocked.Increment(ref planned));
                return meter;
            },
            meter => meter.Dispose());
        return new Film(settings, cast, shots, takes, truth);
    }

    /// <summary>The scene of a shot, as planned.</summary>
    public Scene SceneOf(Shot shot) => DirectorOf(Settings, Cast).Set(shot, Takes[shot.Number]);

    private static Director DirectorOf(FilmSettings settings, IReadOnlyList<Character> cast) =>
        new(settings.Seed, cast, settings.Aspect, settings.Rate.Value);

    // Takes until everyone is properly visible for much of the shot and hardly a frame is ambiguous; then the best of them.
    private static int Shoot(FilmSettings settings, IReadOnlyList<Character> cast, Shot shot, VisibilityMeter meter, FrameTruth[] truth)
    {
        var director = DirectorOf(settings, cast);
        var best = (Take: 0, Faults: int.MaxValue, Truth: Array.Empty<FrameTruth>());
        for (var take = 0; take < MostTakes && best.Faults > BearableAmbiguousFrames; take++)
        {
            var scene = director.Set(shot, take);
            var measured = new FrameTruth[shot.End - shot.Cut];
            for (var i = 0; i < measured.Length; i++)
                measured[i] = FrameTruth.From(meter.Measure(scene, shot.Cut - shot.First + i, shot.Length, settings.Rate.Value, cast.Count));
            var faults = measured.Count(frame => frame.Ambiguous);
            for (var i = 0; i < cast.Count; i++)
                if ((shot.Cast >> i & 1) == 1 && measured.Count(frame => frame.Shows(i)) < measured.Length * 0.45)
                    faults += measured.Length;
            if (faults < best.Faults)
                best = (take, faults, measured);
        }

        best.Truth.CopyTo(truth, shot.Cut);
        return best.Take;
    }
}
