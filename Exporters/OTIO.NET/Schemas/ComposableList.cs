using System.Collections.ObjectModel;

namespace OpenTimelineIO;

/// <summary>The children of a composition, bottom or first first. A child has one parent; adding one that has another throws.</summary>
public sealed class ComposableList : Collection<Composable>
{
    private readonly Composition _owner;

    internal ComposableList(Composition owner) => _owner = owner;

    /// <summary>Adds several at the end.</summary>
    /// <exception cref="OtioException">One has a parent already, or contains this composition.</exception>
    public void AddRange(IEnumerable<Composable> children)
    {
        foreach (var child in children)
            Add(child);
    }

    /// <summary>Takes out several that follow one another; they have no parent then.</summary>
    /// <param name="index">The first.</param>
    /// <param name="count">How many.</param>
    public void RemoveRange(int index, int count)
    {
        var removed = All.GetRange(index, count);
        All.RemoveRange(index, count);
        Release(removed);
    }

    /// <summary>Takes out all that are among the given ones, in one pass.</summary>
    internal void RemoveAll(IReadOnlyCollection<Composable> children)
    {
        var removed = children.ToHashSet<Composable>(ReferenceEqualityComparer.Instance);
        All.RemoveAll(removed.Contains);
        Release(children);
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, Composable item)
    {
        Adopt(item);
        base.InsertItem(index, item);
        item.IndexHint = index;
        if (index == Count - 1)
            _owner.ForgetRangesButLength();
        else
            _owner.ForgetRanges();
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, Composable item)
    {
        if (ReferenceEquals(this[index], item))
            return;
        Adopt(item);
        this[index].Parent = null;
        base.SetItem(index, item);
        item.IndexHint = index;
        _owner.ForgetRanges();
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        this[index].Parent = null;
        base.RemoveItem(index);
        _owner.ForgetRanges();
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        foreach (var child in this)
            child.Parent = null;
        base.ClearItems();
        _owner.ForgetRanges();
    }

    // What the parameterless constructor of Collection makes.
    private List<Composable> All => (List<Composable>)Items;

    private void Release(IEnumerable<Composable> removed)
    {
        foreach (var child in removed)
            child.Parent = null;
        _owner.ForgetRanges();
    }

    private void Adopt(Composable child)
    {
        ArgumentNullException.ThrowIfNull(child);
        if (child.Parent is not null)
            throw new OtioException(OtioError.AlreadyHasParent, $"the {child.SchemaName} '{child.Name}' is already in the {child.Parent.SchemaName} '{child.Parent.Name}'");
        if (child is Composition)
            for (Composable? above = _owner; above is not null; above = above.Parent)
                if (ReferenceEquals(above, child))
                    throw new OtioException(OtioError.Cycle, $"the {child.SchemaName} '{child.Name}' can't be put inside itself");
        child.Parent = _owner;
    }
}
