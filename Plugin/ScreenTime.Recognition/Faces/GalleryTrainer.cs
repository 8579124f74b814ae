using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Faces;

/// <summary>A labelled frame with the faces that were found in it.</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Group">What it must not be judged by: its shot, or itself where it is a loose picture.</param>
/// <param name="Faces">The faces that are large enough to say whose they are.</param>
/// <param name="Present">Who is in it, in the cast's order; null where the label does not say.</param>
internal sealed record FaceExample(string Key, string Group, IReadOnlyList<Face> Faces, IReadOnlyList<bool?> Present);

/// <summary>
/// Learns faces from labelled frames. A label says who is in a frame, not which face is whose: a face alone with one name is that person's; the others go to whom they look like,
/// and never to somebody whom they look less like than a face that is certainly somebody else's.
/// </summary>
internal sealed class GalleryTrainer
{
    // Beyond this two pictures are not of one person, whatever a label says.
    private const double Farthest = 0.62;
    private const double Clearly = 0.05;
    private const int Rounds = 10;
    private const float SmallestWidth = 24;
    private const double LeastThreshold = 0.45;
    private const double MostThreshold = 0.62;
    private const double Step = 0.005;
    private const double Slope = 40;

    // Distances to the nearest exemplars in dlib's descriptor space, one person and another (mean, deviation): what is believed before a cast says otherwise.
    private static readonly (double Mean, double Deviation) s_same = (0.42, 0.09);
    private static readonly (double Mean, double Deviation) s_other = (0.70, 0.07);
    private static readonly double[] s_quantiles = [-1.5, -1, -0.6, -0.3, 0, 0.3, 0.6, 1, 1.5];

    private readonly IReadOnlyList<FaceExample> _examples;
    private readonly Cast _cast;
    private readonly int[] _people;

    public GalleryTrainer(Cast cast, IReadOnlyList<FaceExample> examples)
    {
        (_cast, _examples) = (cast, examples);
        _people = [.. Enumerable.Range(0, cast.Characters.Count).Where(c => cast.Characters[c].Kind == CharacterKind.Person)];
    }

    /// <summary>Whether a face can teach: smaller ones look like anybody's.</summary>
    public static bool Teaches(Face face) => face.Box.Width >= SmallestWidth;

    /// <summary>
    /// The gallery, and what every labelled frame says when its own shot did not teach: log-odds that each person's face is in it; NaN where nothing but that shot taught the person.
    /// </summary>
    public (Gallery Gallery, double[][] HeldOut) Run()
    {
        var assigned = Assign();
        var heldOut = _examples.Select(_ => new double[_cast.Characters.Count]).ToArray();
        foreach (var scores in heldOut)
            Array.Fill(scores, double.NegativeInfinity);
        var people = new List<KnownPerson>();
        foreach (var person in _people)
        {
            var exemplars = assigned[person].Select(face => (Exemplar: new Exemplar(_examples[face.Example].Key, face.Face.Descriptor), _examples[face.Example].Group)).ToList();
            if (exemplars.Count == 0)
                continue;
            var groups = exemplars.ToDictionary(item => item.Exemplar, item => item.Group, ReferenceEqualityComparer.Instance as IEqualityComparer<Exemplar>);
            var list = exemplars.ConvertAll(item => item.Exemplar);
            double Without(Face face, string group) => Gallery.Distance(face.Descriptor, list, exemplar => groups[exemplar] == group);
            var same = assigned[person].Select(face => Without(face.Face, _examples[face.Example].Group)).Where(double.IsFinite).ToList();
            var other = Strangers(person, assigned).Select(face => Without(face.Face, _examples[face.Example].Group)).Where(double.IsFinite).ToList();
            var threshold = Threshold(same, other);
            int present = 0, found = 0, absent = 0, wrong = 0;
            for (var e = 0; e < _examples.Count; e++)
            {
                var example = _examples[e];
                var nearest = example.Faces.Select(face => Without(face, example.Group)).DefaultIfEmpty(double.PositiveInfinity).Min();
                heldOut[e][person] = double.IsFinite(nearest) ? Slope * (threshold - nearest) : double.NegativeInfinity;
                // A frame whose own shot alone taught the person says nothing of how well they are found elsewhere.
                if (list.TrueForAll(exemplar => groups[exemplar] == example.Group))
                    heldOut[e][person] = double.NaN;
                if (example.Present[person] is not { } there || double.IsNaN(heldOut[e][person]))
                    continue;
                if (there)
                    (present, found) = (present + 1, found + (heldOut[e][person] > 0 ? 1 : 0));
                else
                    (absent, wrong) = (absent + 1, wrong + (heldOut[e][person] > 0 ? 1 : 0));
            }

            people.Add(new KnownPerson(
                _cast.Characters[person].Id, list, threshold, Slope, (found + 2.0) / (present + 4.0), (wrong + 0.5) / (absent + 10.0)));
        }

        return (new Gallery(people), heldOut);
    }

    /// <summary>Faces that are certainly not the person's: of frames without them, and those given to somebody else.</summary>
    private IEnumerable<(int Example, Face Face)> Strangers(int person, Dictionary<int, List<(int Example, Face Face)>> assigned) =>
        Enumerable.Range(0, _examples.Count).Where(e => _examples[e].Present[person] == false).SelectMany(e => _examples[e].Faces.Select(face => (e, face)))
            .Concat(assigned.Where(pair => pair.Key != person).SelectMany(pair => pair.Value));

    private Dictionary<int, List<(int Example, Face Face)>> Assign()
    {
        var assigned = _people.ToDictionary(person => person, _ => new List<(int Example, Face Face)>());
        for (var e = 0; e < _examples.Count; e++)
        {
            var there = Named(e);
            if (_examples[e].Faces.Count == 1 && there.Count == 1)
                assigned[there[0]].Add((e, _examples[e].Faces[0]));
        }

        foreach (var person in _people.Where(person => assigned[person].Count == 0))
            if (Recurring(person, assigned) is { } face)
                assigned[person].Add(face);

        for (var round = 0; round < Rounds; round++)
        {
            var next = _people.ToDictionary(person => person, _ => new List<(int Example, Face Face)>());
            for (var e = 0; e < _examples.Count; e++)
            {
                var pairs = (from person in Named(e)
                             where assigned[person].Count > 0
                             from face in _examples[e].Faces
                             let distance = To(person, face, e, assigned)
                             where distance < Farthest && distance < NearestStranger(person, face, e, assigned) - Clearly
                             orderby distance
                             select (person, face)).ToList();
                foreach (var (person, face) in pairs)
                    if (!next[person].Exists(taken => taken.Example == e) && !next.Values.Any(list => list.Exists(taken => ReferenceEquals(taken.Face, face))))
                        next[person].Add((e, face));
                // What was certain stays so.
                if (_examples[e].Faces.Count == 1 && Named(e) is [var only] && !next[only].Exists(taken => taken.Example == e))
                    next[only].Add((e, _examples[e].Faces[0]));
            }

            foreach (var person in _people.Where(person => next[person].Count == 0))
                next[person].AddRange(assigned[person]);
            var settled = _people.All(person => next[person].Select(face => face.Face).SequenceEqual(assigned[person].Select(face => face.Face), ReferenceEqualityComparer.Instance));
            assigned = next;
            if (settled)
                break;
        }

        return assigned;
    }

    private List<int> Named(int example) => [.. _people.Where(person => _examples[example].Present[person] == true)];

    // The distance from the person's faces in other frames; of a person known from this frame alone, 0 for that very face.
    private static double To(int person, Face face, int example, Dictionary<int, List<(int Example, Face Face)>> assigned)
    {
        var others = assigned[person].Where(known => known.Example != example).Select(known => Face.Distance(known.Face.Descriptor, face.Descriptor)).Order().Take(3).ToList();
        return others.Count > 0 ? others.Average() : assigned[person].Exists(known => ReferenceEquals(known.Face, face)) ? 0 : double.PositiveInfinity;
    }

    private double NearestStranger(int person, Face face, int example, Dictionary<int, List<(int Example, Face Face)>> assigned) =>
        Strangers(person, assigned).Where(stranger => stranger.Example != example)
            .Select(stranger => Face.Distance(stranger.Face.Descriptor, face.Descriptor)).DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <summary>Of a person who is never alone: the face that is found again in most other frames with their name, and in none without it.</summary>
    private (int Example, Face Face)? Recurring(int person, Dictionary<int, List<(int Example, Face Face)>> assigned)
    {
        var frames = Enumerable.Range(0, _examples.Count).Where(e => _examples[e].Present[person] == true && _examples[e].Faces.Count > 0).ToList();
        var best = (Score: 0.0, Second: 0.0, Face: default((int Example, Face Face)?));
        foreach (var e in frames)
        {
            foreach (var face in _examples[e].Faces)
            {
                if (NearestStranger(person, face, e, assigned) < LeastThreshold)
                    continue;
                var score = frames.Where(other => other != e)
                    .Sum(other => Math.Max(0, Farthest - _examples[other].Faces.Min(candidate => Face.Distance(candidate.Descriptor, face.Descriptor))));
                // Somebody named in just the same frames recurs just as often: then nothing says which face is whose.
                var rival = best.Face is { } leader && Face.Distance(leader.Face.Descriptor, face.Descriptor) > Farthest;
                if (score > best.Score)
                    best = (score, rival ? best.Score : best.Second, (e, face));
                else if (rival)
                    best.Second = Math.Max(best.Second, score);
            }
        }

        return best.Face is not null && (best.Score > 1.2 * best.Second || frames.Sum(e => _examples[e].Faces.Count) == 1) ? best.Face : null;
    }

    /// <summary>The distance that parts the person's faces from others' with the least logistic loss, each side weighing the same, what is believed beforehand counting like nine of each.</summary>
    private static double Threshold(List<double> same, List<double> other)
    {
        List<double> near = [.. same, .. s_quantiles.Select(q => s_same.Mean + (q * s_same.Deviation))];
        List<double> far = [.. other, .. s_quantiles.Select(q => s_other.Mean + (q * s_other.Deviation))];
        var (best, least) = (LeastThreshold, double.PositiveInfinity);
        for (var threshold = LeastThreshold; threshold <= MostThreshold + (Step / 2); threshold += Step)
        {
            var loss = near.Average(d => Softplus(Slope * (d - threshold))) + far.Average(d => Softplus(Slope * (threshold - d)));
            if (loss < least)
                (best, least) = (threshold, loss);
        }

        return Math.Round(best, 3);
    }

    private static double Softplus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
