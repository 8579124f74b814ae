namespace ScreenTime.Recognition.Faces;

/// <summary>
/// Groups faces that look like one person. Chinese whispers (Biemann 2006), as dlib clusters faces: everyone takes the name that is heard most among those nearby, in a fixed order,
/// until nothing changes.
/// </summary>
internal static class FaceGroups
{
    private const double Nearby = 0.45;
    private const int SmallestGroup = 3;
    private const int Rounds = 30;

    /// <summary>Groups of indexes, the largest first; in each the most typical face first. Faces that are in no group of three are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<Face> faces, CancellationToken cancellationToken)
    {
        var neighbours = new List<(int Other, double Weight)>[faces.Count];
        for (var i = 0; i < faces.Count; i++)
            neighbours[i] = [];
        for (var i = 0; i < faces.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                if (Face.Distance(faces[i].Descriptor, faces[j].Descriptor) is var distance && distance < Nearby)
                {
                    neighbours[i].Add((j, Nearby - distance));
                    neighbours[j].Add((i, Nearby - distance));
                }
            }
        }

        var names = Enumerable.Range(0, faces.Count).ToArray();
        var order = Enumerable.Range(0, faces.Count).OrderByDescending(i => neighbours[i].Count).ThenBy(i => i).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            foreach (var i in order.Where(i => neighbours[i].Count > 0))
            {
                var heard = neighbours[i].GroupBy(n => names[n.Other]).Select(group => (Name: group.Key, Weight: group.Sum(n => n.Weight)))
                    .OrderByDescending(group => group.Weight).ThenBy(group => group.Name).First().Name;
                changed |= heard != names[i];
                names[i] = heard;
            }

            if (!changed)
                break;
        }

        return
        [
            .. Enumerable.Range(0, faces.Count).GroupBy(i => names[i]).Where(group => group.Count() >= SmallestGroup)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
                .Select(group => group.OrderByDescending(i => neighbours[i].Where(n => names[n.Other] == group.Key).Sum(n => n.Weight)).ThenBy(i => i).ToArray()),
        ];
    }
}
