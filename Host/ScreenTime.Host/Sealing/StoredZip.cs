using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace ScreenTime.Host.Sealing;

/// <summary>
/// A ZIP file (APPNOTE.TXT 6.3) in one form only: files one after the other, uncompressed, without dates, attributes, comments or gaps. So the same files give the same bytes on
/// every machine, any program unpacks them, and no byte can change without being noticed: what is read must be, byte for byte, what would be written.
/// </summary>
internal static class StoredZip
{
    private const uint LocalHeader = 0x04034B50, CentralHeader = 0x02014B50, EndRecord = 0x06054B50;
    private const int LocalLength = 30, CentralLength = 46, EndLength = 22;
    private const ushort Version = 20;
    private const ushort NamesAreUtf8 = 0x0800;
    private const ushort FirstOfJanuary1980 = 0x0021;
    private const int MostEntries = 16;
    private const int LongestName = 64;

    /// <summary>Writes files.</summary>
    public static byte[] Write(IReadOnlyList<(string Name, byte[] Content)> entries)
    {
        using var zip = new MemoryStream();
        var places = new List<uint>();
        foreach (var (name, content) in entries)
        {
            places.Add((uint)zip.Position);
            var header = new byte[LocalLength];
            BinaryPrimitives.WriteUInt32LittleEndian(header, LocalHeader);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
            Describe(header.AsSpan(6), name, content);
            zip.Write(header);
            zip.Write(Encoding.UTF8.GetBytes(name));
            zip.Write(content);
        }

        var directory = (uint)zip.Position;
        foreach (var (index, (name, content)) in entries.Index())
        {
            var header = new byte[CentralLength];
            BinaryPrimitives.WriteUInt32LittleEndian(header, CentralHeader);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), Version);
            Describe(header.AsSpan(8), name, content);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), places[index]);
            zip.Write(header);
            zip.Write(Encoding.UTF8.GetBytes(name));
        }

        var end = new byte[EndLength];
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndRecord);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)zip.Position - directory);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), directory);
        zip.Write(end);
        return zip.ToArray();
    }

    /// <summary>
    /// Reads files; null where the bytes are not exactly what <see cref="Write"/> gives for them, or two files have one name: whoever unpacks would get the last of them, and we read the first.
    /// Names that differ in case alone are one name, as they are to Windows and macOS.
    /// </summary>
    public static IReadOnlyList<(string Name, byte[] Content)>? Read(byte[] zip)
    {
        var entries = new List<(string Name, byte[] Content)>();
        var at = 0;
        while (zip.Length - at >= LocalLength && BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at)) == LocalHeader)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at + 18));
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 26));
            if (entries.Count == MostEntries || nameLength > LongestName || size > int.MaxValue || zip.Length - at - LocalLength - nameLength < size)
                return null;
            var name = Encoding.UTF8.GetString(zip, at + LocalLength, nameLength);
            at += LocalLength + nameLength;
            entries.Add((name, zip.AsSpan(at, (int)size).ToArray()));
            at += (int)size;
        }

        var names = entries.Select(entry => entry.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return entries.Count > 0 && names == entries.Count && Write(entries).AsSpan().SequenceEqual(zip) ? entries : null;
    }

    /// <summary>Flags to extra length, the same in both headers.</summary>
    private static void Describe(Span<byte> fields, string name, byte[] content)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, NamesAreUtf8);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[6..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[16..], (uint)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[20..], (ushort)Encoding.UTF8.GetByteCount(name));
    }
}
