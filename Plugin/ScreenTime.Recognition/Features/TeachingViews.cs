using System.Buffers.Binary;
using ScreenTime.Recognition.Backbones;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Features;

/// <summary>
/// A labelled frame as it is, and moved by half a cell: a cell sees a character at the offset that the label happened to have, and would know it at no other
/// (measured: docs/recognition.md).
/// </summary>
internal static class TeachingViews
{
    /// <summary>Names the views in <see cref="IRecognizer.TrainingFeaturesId"/>.</summary>
    public const string Id = "as-it-is,half-a-cell-1";

    private const int Count = 2;

    /// <summary>The pictures: the frame's own first.</summary>
    public static IReadOnlyList<Frame> Of(Frame frame, Stage stage)
    {
        var shift = (int)(stage.Stride / 2);
        return [frame, frame with { Pixels = Moved(frame, shift) }];
    }

    /// <summary>One array of the views' features: the length of each, little-endian, before it.</summary>
    public static byte[] Join(IReadOnlyList<byte[]> views)
    {
        var joined = new byte[views.Sum(view => 4 + view.Length)];
        var at = 0;
        foreach (var view in views)
        {
            BinaryPrimitives.WriteInt32LittleEndian(joined.AsSpan(at), view.Length);
            view.CopyTo(joined, at + 4);
            at += 4 + view.Length;
        }

        return joined;
    }

    /// <summary>What <see cref="Join"/> joined.</summary>
    /// <exception cref="UserException">The bytes are no such views.</exception>
    public static IReadOnlyList<byte[]> Split(byte[] joined)
    {
        var views = new List<byte[]>();
        var rest = joined.AsSpan();
        while (rest.Length >= 4 && views.Count < Count)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length < 0 || length > rest.Length - 4)
                break;
            views.Add(rest.Slice(4, length).ToArray());
            rest = rest[(4 + length)..];
        }

        return views.Count == Count && rest.IsEmpty
            ? views
            : throw new UserException(ExitCode.InputInvalid, "The cached features of a labelled frame are damaged; clear the cache and run this again.");
    }

    /// <summary>Everything to the right and down; the first row and column fill what comes free.</summary>
    private static byte[] Moved(Frame frame, int shift)
    {
        var (width, height) = (frame.Request.Width, frame.Request.Height);
        var from = frame.Pixels.Span;
        var to = new byte[from.Length];
        for (var y = 0; y < height; y++)
        {
            var row = from.Slice(Math.Max(0, y - shift) * width * 3, width * 3);
            for (var x = 0; x < width; x++)
                row.Slice(Math.Max(0, x - shift) * 3, 3).CopyTo(to.AsSpan(((y * width) + x) * 3));
        }

        return to;
    }
}
