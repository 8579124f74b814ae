using System.Collections.ObjectModel;

namespace OpenTimelineIO;

/// <summary>A list inside <see cref="Metadata"/>.</summary>
public sealed class MetadataList : Collection<MetadataValue>
{
    /// <summary>An empty list.</summary>
    public MetadataList() { }

    /// <summary>A list of the given values.</summary>
    public MetadataList(IEnumerable<MetadataValue> values) : base([.. values]) { }

    internal MetadataList(int capacity) : base(new List<MetadataValue>(capacity)) { }
}
