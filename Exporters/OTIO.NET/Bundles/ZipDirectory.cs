using System.Buffers.Binary;

namespace OpenTimelineIO;

/// <summary>The size of a zip file's table of contents, looked at before all of it is read into memory (APPNOTE.TXT 4.3.14–4.3.16).</summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;

    public static void Check(FileStream file, long maxBytes)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndLength + ushort.MaxValue + LocatorLength)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        file.Position = 0;
        for (var i = tail.Length - EndLength; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) != 0x06054b50)
                continue;
            long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i + 16));
            var end = file.Length - tail.Length + i;
            if (start == uint.MaxValue)
                start = Zip64Start(file, tail, i);
            if (start < 0 || start > end)
                throw new OtioException(OtioError.InvalidBundle, $"'{file.Name}' is damaged or no zip file");
            if (end - start > maxBytes)
                throw new OtioException(OtioError.LimitExceeded, $"the table of contents of '{file.Name}' is larger than {maxBytes} bytes");
            return;
        }
        throw new OtioException(OtioError.InvalidBundle, $"'{file.Name}' is damaged or no zip file");
    }

    private static long Zip64Start(FileStream file, byte[] tail, int end)
    {
        if (end < LocatorLength || BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end - LocatorLength)) != 0x07064b50)
            return -1;
        var record = BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(end - LocatorLength + 8));
        if (record < 0 || record > file.Length - 56)
            return -1;
        var header = new byte[56];
        file.Position = record;
        file.ReadExactly(header);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == 0x06064b50 ? BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(48)) : -1;
    }
}
