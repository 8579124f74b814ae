using ScreenTime.Examples.ShortFilm.Truth;

namespace ScreenTime.Examples.ShortFilm.Cuts;

/// <summary>Who is visible in each record frame of a cut: integer frames, and nothing of ScreenTime's own mapping.</summary>
internal static class CutTruth
{
    public static IReadOnlyList<FrameTruth> Of(Cut cut, IReadOnlyList<FrameTruth> film)
    {
        var truth = new FrameTruth[cut.Length];
        for (var frame = 0; frame < truth.Length; frame++)
            if (FilmFrame(cut.Tracks, frame) is { } source)
                truth[frame] = film[source];
        return truth;
    }

    /// <summary>
    /// The frame of the film that counts at a record frame: that of the topmost piece of footage. In a dissolve that is the one with more than half
    /// of the opacity, since a dissolve lies half on either side of the cut.
    /// </summary>
    public static int? FilmFrame(IReadOnlyList<IReadOnlyList<Piece>> tracks, int record)
    {
        for (var i = tracks.Count - 1; i >= 0; i--)
        {
            var start = 0;
            foreach (var piece in tracks[i])
            {
                if (record >= start && record < start + piece.Length)
                {
                    var shown = piece switch
                    {
                        Footage { Enabled: true } footage => footage.FilmFrame(record - start),
                        Nest nest => FilmFrame(nest.Inner, nest.In + record - start),
                        _ => (int?)null,
                    };
                    if (shown is not null)
                        return shown;
                }

                start += piece.Length;
            }
        }

        return null;
    }
}
