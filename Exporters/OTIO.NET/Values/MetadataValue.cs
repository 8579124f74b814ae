using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpenTimelineIO;

/// <summary>One value of <see cref="Metadata"/>, typed as the file types it: integers and doubles are kept apart.</summary>
public readonly struct MetadataValue : IEquatable<MetadataValue>
{
    private readonly object? _reference;
    private readonly long _bits;

    private MetadataValue(MetadataKind kind, long bits, object? reference) => (Kind, _bits, _reference) = (kind, bits, reference);

    /// <summary>Null.</summary>
    public static MetadataValue Null => default;

    /// <summary>What is held.</summary>
    public MetadataKind Kind { get; }

    /// <summary>Whether this is null.</summary>
    public bool IsNull => Kind == MetadataKind.Null;

    /// <summary>A boolean.</summary>
    public static implicit operator MetadataValue(bool value) => new(MetadataKind.Boolean, value ? 1 : 0, null);

    /// <summary>An integer.</summary>
    public static implicit operator MetadataValue(int value) => new(MetadataKind.Integer, value, null);

    /// <summary>An integer.</summary>
    public static implicit operator MetadataValue(long value) => new(MetadataKind.Integer, value, null);

    // Each unsigned type by itself: of int and ulong C# could choose neither for the smaller ones.
    /// <summary>An integer.</summary>
    public static implicit operator MetadataValue(byte value) => (long)value;

    /// <summary>An integer.</summary>
    public static implicit operator MetadataValue(ushort value) => (long)value;

    /// <summary>An integer.</summary>
    public static implicit operator MetadataValue(uint value) => (long)value;

    /// <summary>An integer; beyond 63 bits a double, as a file that holds such a number reads.</summary>
    public static implicit operator MetadataValue(ulong value) => value <= long.MaxValue ? (MetadataValue)(long)value : (double)value;

    /// <summary>A double.</summary>
    public static implicit operator MetadataValue(double value) => new(MetadataKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A text; null becomes <see cref="Null"/>.</summary>
    public static implicit operator MetadataValue(string? value) => Of(MetadataKind.String, value);

    /// <summary>A list; null becomes <see cref="Null"/>. The list itself is held, not a copy.</summary>
    public static implicit operator MetadataValue(MetadataList? value) => Of(MetadataKind.List, value);

    /// <summary>A map; null becomes <see cref="Null"/>. The map itself is held, not a copy.</summary>
    public static implicit operator MetadataValue(Metadata? value) => Of(MetadataKind.Map, value);

    /// <summary>A time.</summary>
    public static implicit operator MetadataValue(RationalTime value) => Of(MetadataKind.RationalTime, value);

    /// <summary>A range.</summary>
    public static implicit operator MetadataValue(TimeRange value) => Of(MetadataKind.TimeRange, value);

    /// <summary>A change of time.</summary>
    public static implicit operator MetadataValue(TimeTransform value) => Of(MetadataKind.TimeTransform, value);

    /// <summary>A colour; null becomes <see cref="Null"/>.</summary>
    public static implicit operator MetadataValue(Color? value) => Of(MetadataKind.Color, value);

    /// <summary>A point.</summary>
    public static implicit operator MetadataValue(V2d value) => Of(MetadataKind.V2d, value);

    /// <summary>A rectangle; null becomes <see cref="Null"/>.</summary>
    public static implicit operator MetadataValue(Box2d? value) => Of(MetadataKind.Box2d, value);

    /// <summary>An object of any schema; null becomes <see cref="Null"/>. The object itself is held, not a copy.</summary>
    public static implicit operator MetadataValue(SerializableObject? value) => Of(MetadataKind.Object, value);

    /// <summary>The value as a boolean.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = Kind == MetadataKind.Boolean && _bits != 0;
        return Kind == MetadataKind.Boolean;
    }

    /// <summary>The value as an integer; a double is none, even when it is whole.</summary>
    public bool TryGetInteger(out long value)
    {
        value = Kind == MetadataKind.Integer ? _bits : 0;
        return Kind == MetadataKind.Integer;
    }

    /// <summary>The value as a double; an integer is converted.</summary>
    public bool TryGetDouble(out double value)
    {
        value = Kind == MetadataKind.Double ? BitConverter.Int64BitsToDouble(_bits) : Kind == MetadataKind.Integer ? _bits : 0;
        return Kind is MetadataKind.Double or MetadataKind.Integer;
    }

    /// <summary>The value as a text.</summary>
    public bool TryGetString([NotNullWhen(true)] out string? value) => (value = _reference as string) is not null;

    /// <summary>The value as a list.</summary>
    public bool TryGetList([NotNullWhen(true)] out MetadataList? value) => (value = _reference as MetadataList) is not null;

    /// <summary>The value as a map.</summary>
    public bool TryGetMap([NotNullWhen(true)] out Metadata? value) => (value = _reference as Metadata) is not null;

    /// <summary>The value as a time.</summary>
    public bool TryGetRationalTime(out RationalTime value) => TryUnbox(out value);

    /// <summary>The value as a range.</summary>
    public bool TryGetTimeRange(out TimeRange value) => TryUnbox(out value);

    /// <summary>The value as a change of time.</summary>
    public bool TryGetTimeTransform(out TimeTransform value) => TryUnbox(out value);

    /// <summary>The value as a colour.</summary>
    public bool TryGetColor([NotNullWhen(true)] out Color? value) => (value = _reference as Color) is not null;

    /// <summary>The value as a point.</summary>
    public bool TryGetV2d(out V2d value) => TryUnbox(out value);

    /// <summary>The value as a rectangle.</summary>
    public bool TryGetBox2d([NotNullWhen(true)] out Box2d? value) => (value = _reference as Box2d) is not null;

    /// <summary>The value as an object of one schema.</summary>
    public bool TryGetObject<T>([NotNullWhen(true)] out T? value) where T : SerializableObject => (value = _reference as T) is not null;

    /// <summary>Whether both hold the same kind and the same value; lists, maps and objects compare their contents.</summary>
    public bool Equals(MetadataValue other) => Equivalence.Compare(this, other);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is MetadataValue other && Equals(other);

    /// <inheritdoc/>
    // Contents of lists, maps and objects may change, so they hash by kind alone.
    public override int GetHashCode() => Kind switch
    {
        MetadataKind.Double => BitConverter.Int64BitsToDouble(_bits).GetHashCode(),
        MetadataKind.List or MetadataKind.Map or MetadataKind.Object => (int)Kind,
        _ => HashCode.Combine(Kind, _bits, _reference),
    };

    /// <summary>Equality by content.</summary>
    public static bool operator ==(MetadataValue left, MetadataValue right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(MetadataValue left, MetadataValue right) => !left.Equals(right);

    /// <summary>A short text for people; containers say how many entries they hold.</summary>
    public override string ToString() => Kind switch
    {
        MetadataKind.Null => "null",
        MetadataKind.Boolean => _bits != 0 ? "true" : "false",
        MetadataKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        MetadataKind.Double => BitConverter.Int64BitsToDouble(_bits).ToString(CultureInfo.InvariantCulture),
        MetadataKind.List => $"list of {((MetadataList)_reference!).Count}",
        MetadataKind.Map => $"map of {((Metadata)_reference!).Count}",
        _ => _reference!.ToString()!,
    };

    internal object? Reference => _reference;

    internal bool ScalarEquals(MetadataValue other) => Kind == other.Kind && Kind switch
    {
        MetadataKind.Null => true,
        MetadataKind.Boolean or MetadataKind.Integer => _bits == other._bits,
        MetadataKind.Double => BitConverter.Int64BitsToDouble(_bits).Equals(BitConverter.Int64BitsToDouble(other._bits)),
        _ => _reference!.Equals(other._reference),
    };

    private static MetadataValue Of(MetadataKind kind, object? value) => value is null ? default : new(kind, 0, value);

    private bool TryUnbox<T>(out T value) where T : struct
    {
        var found = _reference is T;
        value = found ? (T)_reference! : default;
        return found;
    }
}
