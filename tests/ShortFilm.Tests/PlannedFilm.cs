using ScreenTime.Examples.ShortFilm;
using ScreenTime.Sdk;

namespace ScreenTime.Tests;

/// <summary>Films that several tests look at: planned once, since planning measures every frame.</summary>
internal static class PlannedFilm
{
    private static readonly Lazy<Film> Minute = new(() => Plan(seed: 42, seconds: 90));
    private static readonly Lazy<Film> Other = new(() => Plan(seed: 7, seconds: 90));

    /// <summary>The demo's film: seed 42, 90 s at 24 frames a second.</summary>
    public static Film Demo => Minute.Value;

    /// <summary>The same with another seed.</summary>
    public static Film OfAnotherSeed => Other.Value;

    public static FilmSettings Settings(long seed, double seconds, int width = 256, int height = 144) =>
        new(seed, (int)(seconds * 24), new FrameRate(24, 1), DropFrame: false, width, height);

    public static Film Plan(long seed, double seconds) => Film.Plan(Settings(seed, seconds), CancellationToken.None);
}
