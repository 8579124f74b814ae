using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>Where one shot gives way to the next.</summary>
/// <param name="Start">The first frame that is no longer the old shot alone; of a cut, the first of the new shot.</param>
/// <param name="End">The first frame that is the new shot alone: equal to <paramref name="Start"/> for a cut, later for a dissolve or fade.</param>
public sealed record ShotChange(MediaTime Start, MediaTime End)
{
    /// <summary>Whether it is a cut.</summary>
    public bool IsCut => Start == End;
}
