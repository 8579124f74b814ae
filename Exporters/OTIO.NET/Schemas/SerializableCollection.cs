namespace OpenTimelineIO;

/// <summary>A bin of objects of any schema (<c>SerializableCollection.1</c>).</summary>
public class SerializableCollection : SerializableObjectWithMetadata
{
    /// <inheritdoc/>
    public override string SchemaName => "SerializableCollection";

    /// <summary>What it holds.</summary>
    public ObjectList<SerializableObject> Children { get; private set; } = new();

    /// <summary>All objects of a type in this, in nested collections, in timelines and below them, each before what it contains.</summary>
    /// <param name="shallow">True for what this holds itself alone.</param>
    public IEnumerable<T> FindChildren<T>(bool shallow = false) where T : SerializableObject
    {
        var open = new Stack<(IReadOnlyList<SerializableObject> Children, int Next)>();
        open.Push((Children, 0));
        while (open.TryPop(out var level))
        {
            if (level.Next == level.Children.Count)
                continue;
            open.Push(level with { Next = level.Next + 1 });
            var child = level.Children[level.Next];
            if (child is T match)
                yield return match;
            if (shallow)
                continue;
            IReadOnlyList<SerializableObject>? inner = child switch
            {
                Timeline timeline => timeline.Tracks.Children,
                Composition composition => composition.Children,
                SerializableCollection collection => collection.Children,
                _ => null,
            };
            if (inner is not null)
                open.Push((inner, 0));
        }
    }

    /// <summary>All clips in this, in nested collections, in timelines and below them, in order.</summary>
    public IEnumerable<Clip> FindClips() => FindChildren<Clip>();

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        Children = new(reader.Objects<SerializableObject>("children", required: true));
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("children", Children);
    }
}
