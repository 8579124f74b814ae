using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OpenTimelineIO;

/// <summary>
/// What a file says beyond the schemas: names with typed values. Keeps the order in which names were added; files are
/// written with the names sorted bytewise, as the reference does.
/// </summary>
public sealed class Metadata : IDictionary<string, MetadataValue>, IReadOnlyDictionary<string, MetadataValue>
{
    // Most objects have no metadata at all, so the dictionary is made when the first name arrives.
    private OrderedDictionary<string, MetadataValue>? _entries;

    /// <summary>The value of a name. Getting a name that is absent throws <see cref="KeyNotFoundException"/>.</summary>
    public MetadataValue this[string key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no metadata named '{key}'");
        set => Entries[key] = value;
    }

    /// <summary>How many names there are.</summary>
    public int Count => _entries?.Count ?? 0;

    /// <summary>The names.</summary>
    public ICollection<string> Keys => _entries is null ? [] : _entries.Keys;

    /// <summary>The values.</summary>
    public ICollection<MetadataValue> Values => _entries is null ? [] : _entries.Values;

    /// <summary>The value of a name, if there is one.</summary>
    public bool TryGetValue(string key, out MetadataValue value)
    {
        value = default;
        return _entries is not null && _entries.TryGetValue(key, out value);
    }

    /// <summary>The nested map of a name, if there is one.</summary>
    public bool TryGetMap(string key, [NotNullWhen(true)] out Metadata? value)
    {
        value = null;
        return TryGetValue(key, out var found) && found.TryGetMap(out value);
    }

    /// <summary>The list of a name, if there is one.</summary>
    public bool TryGetList(string key, [NotNullWhen(true)] out MetadataList? value)
    {
        value = null;
        return TryGetValue(key, out var found) && found.TryGetList(out value);
    }

    /// <summary>The text of a name, if there is one.</summary>
    public bool TryGetString(string key, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return TryGetValue(key, out var found) && found.TryGetString(out value);
    }

    /// <summary>The integer of a name, if there is one.</summary>
    public bool TryGetInteger(string key, out long value)
    {
        value = 0;
        return TryGetValue(key, out var found) && found.TryGetInteger(out value);
    }

    /// <summary>The number of a name as a double, if there is one.</summary>
    public bool TryGetDouble(string key, out double value)
    {
        value = 0;
        return TryGetValue(key, out var found) && found.TryGetDouble(out value);
    }

    /// <summary>The boolean of a name, if there is one.</summary>
    public bool TryGetBoolean(string key, out bool value)
    {
        value = false;
        return TryGetValue(key, out var found) && found.TryGetBoolean(out value);
    }

    /// <summary>The nested map of a name; made empty when the name is absent or holds something else.</summary>
    public Metadata GetOrAddMap(string key)
    {
        if (!TryGetMap(key, out var map))
            this[key] = map = [];
        return map;
    }

    /// <summary>Adds a name; one that is there already throws <see cref="ArgumentException"/>.</summary>
    public void Add(string key, MetadataValue value) => Entries.Add(key, value);

    /// <summary>Adds a name unless it is there already.</summary>
    public bool TryAdd(string key, MetadataValue value) => Entries.TryAdd(key, value);

    /// <summary>Takes a name out.</summary>
    public bool Remove(string key) => _entries is not null && _entries.Remove(key);

    /// <summary>Whether a name is there.</summary>
    public bool ContainsKey(string key) => _entries is not null && _entries.ContainsKey(key);

    /// <summary>Takes all names out.</summary>
    public void Clear() => _entries?.Clear();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, MetadataValue>> GetEnumerator() =>
        (_entries ?? Enumerable.Empty<KeyValuePair<string, MetadataValue>>()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerable<string> IReadOnlyDictionary<string, MetadataValue>.Keys => Keys;

    IEnumerable<MetadataValue> IReadOnlyDictionary<string, MetadataValue>.Values => Values;

    bool ICollection<KeyValuePair<string, MetadataValue>>.IsReadOnly => false;

    void ICollection<KeyValuePair<string, MetadataValue>>.Add(KeyValuePair<string, MetadataValue> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, MetadataValue>>.Contains(KeyValuePair<string, MetadataValue> item) =>
        TryGetValue(item.Key, out var value) && value == item.Value;

    void ICollection<KeyValuePair<string, MetadataValue>>.CopyTo(KeyValuePair<string, MetadataValue>[] array, int arrayIndex)
    {
        foreach (var entry in this)
            array[arrayIndex++] = entry;
    }

    bool ICollection<KeyValuePair<string, MetadataValue>>.Remove(KeyValuePair<string, MetadataValue> item) =>
        TryGetValue(item.Key, out var value) && value == item.Value && Remove(item.Key);

    internal KeyValuePair<string, MetadataValue>[] Sorted()
    {
        if (_entries is null || _entries.Count == 0)
            return [];
        var entries = new KeyValuePair<string, MetadataValue>[_entries.Count];
        var i = 0;
        foreach (var entry in _entries)
            entries[i++] = entry;
        Array.Sort(entries, (a, b) => Utf8Order.Compare(a.Key, b.Key));
        return entries;
    }

    private OrderedDictionary<string, MetadataValue> Entries => _entries ??= new(StringComparer.Ordinal);
}
