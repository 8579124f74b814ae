using System.Globalization;

namespace OpenTimelineIO;

/// <summary>
/// How large a document gets when an object that it holds in several places is written in each of them. A small file can hold objects of objects so often
/// that writing or copying it would never end.
/// </summary>
internal static class Expansion
{
    private sealed class Level(object container, IReadOnlyList<MetadataValue> values)
    {
        public readonly object Container = container;
        public readonly IReadOnlyList<MetadataValue> Values = values;
        public int Next;
        public long Count = 1;
        public int Depth = 1;
    }

    /// <summary>Looks at each object once.</summary>
    /// <exception cref="OtioException">Depth or number of values is beyond the limits.</exception>
    public static void Check(MetadataValue root, OtioReadOptions options)
    {
        var known = new Dictionary<object, (long Count, int Depth)>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Level>();
        open.Push(new(new MetadataList(), [root]));
        while (open.TryPeek(out var level))
        {
            if (level.Next == level.Values.Count)
            {
                open.Pop();
                known[level.Container] = (level.Count, level.Depth);
                continue;
            }
            var value = level.Values[level.Next];
            var (count, depth) = (1L, TextDepth(value.Kind));
            if (value.Kind is MetadataKind.Map or MetadataKind.List or MetadataKind.Object)
            {
                if (!known.TryGetValue(value.Reference!, out var extent))
                {
                    open.Push(new(value.Reference!, ValuesOf(value.Reference!)));
                    continue;
                }
                (count, depth) = extent;
            }
            if (count > options.MaxValues)
                throw Exceeded($"has more than {options.MaxValues} values");
            if (depth > options.MaxDepth)
                throw Exceeded($"is nested deeper than {options.MaxDepth} levels");
            level.Next++;
            level.Count += count;
            level.Depth = Math.Max(level.Depth, depth + 1);
        }
    }

    private static OtioException Exceeded(FormattableString what) => new(OtioError.LimitExceeded,
        $"the document {what.ToString(CultureInfo.InvariantCulture)} when each reference is replaced by its object");

    // Times and shapes are maps, or maps of maps, in the text.
    private static int TextDepth(MetadataKind kind) => kind switch
    {
        MetadataKind.RationalTime or MetadataKind.Color or MetadataKind.V2d => 1,
        MetadataKind.TimeRange or MetadataKind.TimeTransform or MetadataKind.Box2d => 2,
        _ => 0,
    };

    private static IReadOnlyList<MetadataValue> ValuesOf(object container) => container switch
    {
        Metadata map => [.. map.Values],
        MetadataList list => list,
        _ => [.. FieldWriter.FieldsOf((SerializableObject)container).Select(field => field.Value)],
    };
}
