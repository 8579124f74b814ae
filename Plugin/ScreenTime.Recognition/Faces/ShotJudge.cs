using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>A frame of a shot, decoded.</summary>
/// <param name="Seconds">Its time in the media.</param>
/// <param name="Features">Its faces and the whole frame's features.</param>
internal sealed record JudgedFrame(double Seconds, PeopleFeatures Features);

/// <summary>
/// Says who is in the frames of one shot. Faces are linked to tracks, and a track is judged as a whole, so that a bad angle is carried by the good ones. Somebody whose face was
/// seen in the shot is looked for by what the body looked like then; and where a whole-frame head was taught, what it says counts too, less what it says against somebody that
/// no face of theirs is found.
/// </summary>
internal sealed class ShotJudge
{
    // A track is given the distance that three in ten of its faces fall below: bad angles are many, and the best one alone may be chance.
    private const double TrackQuantile = 0.3;
    private const double ElsewhereInFrame = -3;
    private const double Strongest = 8;

    // What a body that is found again says, in log-odds: nothing at the middle of the scale.
    private const double LookSlope = 8;
    private const double LookMiddle = 0.5;
    private const double Between = 1;
    private const double ASecondAway = 0.5;
    private const double FarthestAway = 4;
    private const int References = 4;

    // Without any sign of somebody.
    private const double Unseen = -3;

    private readonly Cast _cast;
    private readonly Gallery _gallery;
    private readonly IReadOnlyList<Stage> _stages;
    private readonly IReadOnlyList<JudgedFrame> _shot;
    private readonly int[] _people;
    private readonly IReadOnlyList<FaceTrack> _tracks;
    private readonly double[][] _trackOdds;
    private readonly Dictionary<int, WholeFrameLook> _looks = [];
    private readonly List<(int Frame, Face Face)>[] _seen;

    public ShotJudge(Cast cast, Gallery gallery, IReadOnlyList<Stage> stages, IReadOnlyList<JudgedFrame> shot)
    {
        (_cast, _gallery, _stages, _shot) = (cast, gallery, stages, shot);
        _people = [.. gallery.People.Select(person => cast.IndexOf(person.CharacterId))];
        _tracks = FaceTracks.Link([.. shot.Select(frame => frame.Features.Faces)]);
        _trackOdds = [.. _tracks.Select(track => Odds([.. track.Faces.Select(face => face.Face)]))];
        KeepOne();
        _seen = [.. Enumerable.Range(0, gallery.People.Count).Select(person =>
            _tracks.Index().Where(track => _trackOdds[track.Index][person] > 0).SelectMany(track => track.Item.Faces).OrderBy(face => face.Frame).ToList())];
    }

    /// <summary>Who is in a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="whole">What the whole-frame head says, probabilities in the cast's order; null where there is none.</param>
    public Sighting Judge(JudgedFrame frame, IReadOnlyList<float>? whole)
    {
        var (faces, where) = FaceOdds(frame);
        var regions = new SightingRegion?[_cast.Characters.Count];
        var (present, visible) = (new float[_cast.Characters.Count], new float[_cast.Characters.Count]);
        for (var c = 0; c < present.Length; c++)
        {
            var head = whole is null ? Unseen : Math.Clamp(LogOdds(whole[c]), -Strongest, Strongest);
            var person = Array.IndexOf(_people, c);
            if (person < 0)
            {
                present[c] = Probability(head);
                continue;
            }

            var face = Math.Clamp(faces[person], -Strongest, Strongest);
            var hidden = Math.Max(whole is null ? Unseen : head + _gallery.People[person].Missing, Carried(frame, person));
            visible[c] = Probability(face);
            if (face > 0)
                regions[c] = RegionOf(frame.Features.Faces[where[person]]);
            present[c] = Probability(Math.Max(face, hidden));
        }

        var theirs = _people.Index().Where(person => person.Item >= 0 && regions[person.Item] is not null).Select(person => where[person.Index]).ToHashSet();
        return new Sighting(present, regions)
        {
            Faces = visible,
            Strangers = [.. frame.Features.Faces.Where((_, i) => !theirs.Contains(i)).Select(RegionOf)],
        };
    }

    private static SightingRegion RegionOf(Face face)
    {
        var box = InFractions(face.Box);
        return new SightingRegion(box.Left, box.Top, box.Width, box.Height);
    }

    /// <summary>The log-odds that each person's face is among the frame's, and the index of the face that is likeliest theirs; -1 where the frame has none.</summary>
    private (double[] Odds, int[] Faces) FaceOdds(JudgedFrame frame)
    {
        var best = new double[_gallery.People.Count];
        var which = new int[best.Length];
        Array.Fill(best, double.NegativeInfinity);
        Array.Fill(which, -1);
        var inShot = -1;
        for (var i = 0; i < _shot.Count; i++)
            if (_shot[i].Seconds == frame.Seconds)
                inShot = i;
        foreach (var (index, face) in frame.Features.Faces.Index())
        {
            var odds = Odds([face]);
            if (TrackOf(face, frame, inShot) is >= 0 and var track)
                for (var p = 0; p < odds.Length; p++)
                    odds[p] = _tracks[track].Faces.Count > 1 ? Math.Max(_trackOdds[track][p], Math.Min(odds[p], (odds[p] + _trackOdds[track][p]) / 2)) : Math.Min(odds[p], _trackOdds[track][p]);
            for (var p = 0; p < odds.Length; p++)
            {
                if (odds[p] > best[p])
                    (best[p], which[p]) = (odds[p], index);
            }
        }

        return (best, which);
    }

    /// <summary>The track that a face belongs to; of a frame that is not one of the shot's samples, the one that it goes on best from the samples next to it.</summary>
    private int TrackOf(Face face, JudgedFrame frame, int inShot)
    {
        var (best, least) = (-1, double.PositiveInfinity);
        for (var t = 0; t < _tracks.Count; t++)
        {
            if (inShot >= 0)
            {
                if (_tracks[t].Faces.Any(item => item.Frame == inShot && SameFace(item.Face, face)))
                    return t;
                continue;
            }

            foreach (var item in _tracks[t].Faces)
            {
                var away = Math.Abs(_shot[item.Frame].Seconds - frame.Seconds);
                var cost = away > FarthestAway ? double.PositiveInfinity : FaceTracks.Cost(item.Face, face) + away;
                if (cost < least)
                    (best, least) = (t, cost);
            }
        }

        return best;
    }

    private static bool SameFace(Face a, Face b) => a.Box == b.Box && a.Score == b.Score;

    /// <summary>The log-odds that faces of one track are each person's: by their distance, and never better than the nearest person's share allows.</summary>
    private double[] Odds(IReadOnlyList<Face> faces)
    {
        var distances = _gallery.People.Select(person =>
        {
            var sorted = faces.Select(face => Gallery.Distance(face.Descriptor, person.Exemplars)).Order().ToList();
            return sorted[(int)(TrackQuantile * (sorted.Count - 1))];
        }).ToArray();
        var odds = new double[distances.Length];
        for (var p = 0; p < odds.Length; p++)
        {
            var person = _gallery.People[p];
            odds[p] = person.LogOdds(distances[p]);
            for (var q = 0; q < odds.Length; q++)
                if (q != p)
                    odds[p] = Math.Min(odds[p], person.Slope * (distances[q] - distances[p]) / 2);
        }

        return odds;
    }

    /// <summary>Nobody is in two places of a frame: of tracks that share a frame, the one that is likeliest somebody's stays theirs.</summary>
    private void KeepOne()
    {
        for (var p = 0; p < _gallery.People.Count; p++)
        {
            var likely = Enumerable.Range(0, _tracks.Count).Where(t => _trackOdds[t][p] > 0).OrderByDescending(t => _trackOdds[t][p]).ToList();
            var kept = new List<int>();
            foreach (var t in likely)
            {
                var frames = _tracks[t].Faces.Select(face => face.Frame).ToHashSet();
                if (kept.Exists(other => _tracks[other].Faces.Any(face => frames.Contains(face.Frame))))
                    _trackOdds[t][p] = ElsewhereInFrame;
                else
                    kept.Add(t);
            }
        }
    }

    /// <summary>The log-odds that somebody whose face was seen in the shot is still there, by what the body looked like next to the face.</summary>
    private double Carried(JudgedFrame frame, int person)
    {
        if (_seen[person].Count == 0)
            return double.NegativeInfinity;
        var before = _seen[person].Any(item => _shot[item.Frame].Seconds <= frame.Seconds);
        var after = _seen[person].Any(item => _shot[item.Frame].Seconds >= frame.Seconds);
        var nearest = _seen[person].OrderBy(item => Math.Abs(_shot[item.Frame].Seconds - frame.Seconds)).Take(References).ToList();
        var away = Math.Min(FarthestAway, Math.Abs(_shot[nearest[0].Frame].Seconds - frame.Seconds));
        var look = WholeFrameLook.Of(frame.Features.Whole, _stages);
        var found = nearest.Max(item => Look(item.Frame).Found(InFractions(item.Face.Box), look));
        return (LookSlope * (found - LookMiddle)) + (before && after ? Between : -ASecondAway * away);
    }

    private WholeFrameLook Look(int frame) =>
        _looks.TryGetValue(frame, out var look) ? look : _looks[frame] = WholeFrameLook.Of(_shot[frame].Features.Whole, _stages);

    private static FaceBox InFractions(FaceBox box) =>
        new(box.Left / FaceFinder.Width, box.Top / FaceFinder.Height, box.Width / FaceFinder.Width, box.Height / FaceFinder.Height);

    private static double LogOdds(float probability)
    {
        var p = Math.Clamp(probability, 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
    }

    private static float Probability(double odds) => (float)(1 / (1 + Math.Exp(-odds)));
}
