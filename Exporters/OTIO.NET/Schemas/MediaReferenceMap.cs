using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OpenTimelineIO;

/// <summary>A clip's media by key, without nulls.</summary>
public sealed class MediaReferenceMap : IDictionary<string, MediaReference>
{
    private readonly OrderedDictionary<string, MediaReference> _entries = new(1, StringComparer.Ordinal);
    private readonly Action _changed;

    internal MediaReferenceMap(Action changed) => _changed = changed;

    /// <summary>The media of a key. Getting one that is absent throws <see cref="KeyNotFoundException"/>.</summary>
    public MediaReference this[string key]
    {
        get => _entries[key];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _entries[key] = value;
            value.InUse = true;
            _changed();
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The keys, in the order they were added.</summary>
    public ICollection<string> Keys => _entries.Keys;

    /// <summary>The media, in the order they were added.</summary>
    public ICollection<MediaReference> Values => _entries.Values;

    /// <summary>Adds media; a key that is there already throws <see cref="ArgumentException"/>.</summary>
    public void Add(string key, MediaReference value)
    {
        if (_entries.ContainsKey(key))
            throw new ArgumentException($"there is media of the key '{key}' already", nameof(key));
        this[key] = value;
    }

    /// <summary>Whether a key is there.</summary>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <summary>The media of a key, if there is one.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out MediaReference value) => _entries.TryGetValue(key, out value);

    /// <summary>Takes a key out.</summary>
    public bool Remove(string key)
    {
        var removed = _entries.Remove(key);
        _changed();
        return removed;
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _entries.Clear();
        _changed();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, MediaReference>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool ICollection<KeyValuePair<string, MediaReference>>.IsReadOnly => false;

    void ICollection<KeyValuePair<string, MediaReference>>.Add(KeyValuePair<string, MediaReference> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, MediaReference>>.Contains(KeyValuePair<string, MediaReference> item) =>
        TryGetValue(item.Key, out var value) && value == item.Value;

    void ICollection<KeyValuePair<string, MediaReference>>.CopyTo(KeyValuePair<string, MediaReference>[] array, int arrayIndex)
    {
        foreach (var entry in this)
            array[arrayIndex++] = entry;
    }

    bool ICollection<KeyValuePair<string, MediaReference>>.Remove(KeyValuePair<string, MediaReference> item) =>
        TryGetValue(item.Key, out var value) && value == item.Value && Remove(item.Key);
}
