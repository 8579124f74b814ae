using System.Collections.ObjectModel;

namespace OpenTimelineIO;

/// <summary>A list of objects of one kind, without nulls.</summary>
public sealed class ObjectList<T> : Collection<T> where T : SerializableObject
{
    internal ObjectList() { }

    internal ObjectList(List<T> objects) : base(objects) { }

    /// <summary>Adds several at the end.</summary>
    public void AddRange(IEnumerable<T> objects)
    {
        foreach (var item in objects)
            Add(item);
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }
}
