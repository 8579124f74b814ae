namespace OpenTimelineIO;

/// <summary>Compares values with all below them, on a list instead of the call stack. Pairs seen before count as equal, so cycles end.</summary>
internal static class Equivalence
{
    public static bool Compare(MetadataValue left, MetadataValue right)
    {
        var open = new Stack<(MetadataValue, MetadataValue)>();
        HashSet<(object, object)>? seen = null;
        open.Push((left, right));
        while (open.TryPop(out var pair))
        {
            var (a, b) = pair;
            if (a.Kind is not (MetadataKind.List or MetadataKind.Map or MetadataKind.Object))
            {
                if (!a.ScalarEquals(b))
                    return false;
                continue;
            }
            if (a.Kind != b.Kind)
                return false;
            if (ReferenceEquals(a.Reference, b.Reference) || !(seen ??= new(PairComparer.Instance)).Add((a.Reference!, b.Reference!)))
                continue;
            if (!Expand(a.Reference!, b.Reference!, open))
                return false;
        }
        return true;
    }

    private static bool Expand(object a, object b, Stack<(MetadataValue, MetadataValue)> open)
    {
        switch (a)
        {
            case MetadataList list:
                var other = (MetadataList)b;
                if (list.Count != other.Count)
                    return false;
                for (var i = 0; i < list.Count; i++)
                    open.Push((list[i], other[i]));
                return true;
            case Metadata map:
                var otherMap = (Metadata)b;
                if (map.Count != otherMap.Count)
                    return false;
                foreach (var (name, value) in map)
                {
                    if (!otherMap.TryGetValue(name, out var otherValue))
                        return false;
                    open.Push((value, otherValue));
                }
                return true;
            default:
                var (left, right) = ((SerializableObject)a, (SerializableObject)b);
                if (left.GetType() != right.GetType() || left.SchemaName != right.SchemaName || left.SchemaVersion != right.SchemaVersion)
                    return false;
                var (fields, otherFields) = (FieldWriter.FieldsOf(left), FieldWriter.FieldsOf(right));
                if (fields.Count != otherFields.Count)
                    return false;
                for (var i = 0; i < fields.Count; i++)
                {
                    if (fields[i].Key != otherFields[i].Key)
                        return false;
                    open.Push((fields[i].Value, otherFields[i].Value));
                }
                return true;
        }
    }

    private sealed class PairComparer : IEqualityComparer<(object, object)>
    {
        public static readonly PairComparer Instance = new();

        public bool Equals((object, object) x, (object, object) y) =>
            ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((object, object) pair) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item1),
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item2));
    }
}
