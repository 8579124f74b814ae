namespace ScreenTime.Recognition.Faces;

/// <summary>One face through a shot.</summary>
internal sealed class FaceTrack
{
    private readonly List<(int Frame, Face Face)> _faces = [];

    /// <summary>The faces and the indexes of their frames, in order.</summary>
    public IReadOnlyList<(int Frame, Face Face)> Faces => _faces;

    public void Add(int frame, Face face) => _faces.Add((frame, face));
}

/// <summary>Links the faces of a shot's frames: a face goes on where it overlaps its last place, or looks the same nearby.</summary>
internal static class FaceTracks
{
    // Samples lie half a second apart: a head moves by about its own width, or turns.
    private const float Overlapping = 0.25f;
    private const double Reach = 2.5;
    private const double SameLook = 0.5;
    private const double OtherLook = 0.8;
    private const int LongestGap = 4;

    /// <summary>Links faces.</summary>
    /// <param name="frames">The faces of each frame, in order of time.</param>
    public static IReadOnlyList<FaceTrack> Link(IReadOnlyList<IReadOnlyList<Face>> frames)
    {
        var tracks = new List<FaceTrack>();
        for (var frame = 0; frame < frames.Count; frame++)
        {
            var pairs = (from track in tracks
                         where frame - track.Faces[^1].Frame <= LongestGap
                         from face in frames[frame]
                         let cost = Cost(track.Faces[^1].Face, face)
                         where cost < double.PositiveInfinity
                         orderby cost
                         select (track, face)).ToList();
            var (taken, continued) = (new HashSet<Face>(ReferenceEqualityComparer.Instance), new HashSet<FaceTrack>());
            foreach (var (track, face) in pairs)
            {
                if (taken.Contains(face) || continued.Contains(track))
                    continue;
                taken.Add(face);
                continued.Add(track);
                track.Add(frame, face);
            }

            foreach (var face in frames[frame].Where(face => !taken.Contains(face)))
            {
                var fresh = new FaceTrack();
                fresh.Add(frame, face);
                tracks.Add(fresh);
            }
        }

        return tracks;
    }

    /// <summary>How ill two faces go together as one at two moments; infinite where they do not.</summary>
    public static double Cost(Face before, Face after)
    {
        var look = Face.Distance(before.Descriptor, after.Descriptor);
        var overlap = before.Box.Overlap(after.Box);
        var (bx, by) = before.Box.Centre;
        var (ax, ay) = after.Box.Centre;
        var away = Math.Sqrt(((bx - ax) * (bx - ax)) + ((by - ay) * (by - ay))) / Math.Max(1, (before.Box.Width + after.Box.Width) / 2);
        var one = (overlap >= Overlapping && look < OtherLook) || (away <= Reach && look < SameLook);
        return one ? look + (1 - overlap) : double.PositiveInfinity;
    }
}
