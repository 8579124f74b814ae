using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>Which images of a sequence are there, and what shows where one is not.</summary>
internal sealed class SequenceImages
{
    /// <summary>No image is larger; ffmpeg counts the bytes of a picture in 31 bits.</summary>
    private const long LargestImage = 1L << 30;

    /// <summary>What the identity takes of a file's beginning, middle and end.</summary>
    private const int Part = 16 * 1024;

    private readonly ImageSequence _sequence;

    // By image: the length of its file, -1 where there is none.
    private readonly long[] _lengths;

    // By image: the one to decode for it, -1 where none is.
    private readonly int[] _shown;

    private SequenceImages(ImageSequence sequence, long[] lengths, string id)
    {
        (_sequence, _lengths, Id) = (sequence, lengths, id);
        _shown = new int[lengths.Length];
        for (var image = 0; image < lengths.Length; image++)
            _shown[image] = lengths[image] >= 0 ? image : image > 0 && sequence.Missing is MissingFramePolicy.Hold ? _shown[image - 1] : -1;
    }

    /// <summary>
    /// SHA-256, lower-case hex, of the sequence's rate, policy, names and lengths, of every image's first, middle and last 16 KiB, and of the whole of its first
    /// and last image. Where the folder lies does not count.
    /// </summary>
    public string Id { get; }

    /// <summary>By image: the length of its file, -1 where there is none.</summary>
    public IReadOnlyList<long> Lengths => _lengths;

    /// <summary>The images of a sequence that was read before; one that is no longer the same is refused when it is opened.</summary>
    public static SequenceImages Known(ImageSequence sequence, IReadOnlyList<long> lengths, string id) => new(sequence, [.. lengths], id);

    /// <summary>How many images the sequence has, those that are missing included.</summary>
    public int Count => _lengths.Length;

    /// <summary>How many images are not there.</summary>
    public int MissingCount => _lengths.Count(length => length < 0);

    /// <summary>The runs of images for which nothing can be shown, as frames of the media.</summary>
    public IReadOnlyList<FrameRange> Gaps()
    {
        var gaps = new List<FrameRange>();
        for (var image = 0; image < Count; image++)
        {
            if (WhyMissing(image) is null || IsBlack(image))
                continue;
            if (gaps.Count > 0 && gaps[^1].End == image)
                gaps[^1] = new FrameRange(gaps[^1].Start, image + 1);
            else
                gaps.Add(new FrameRange(image, image + 1));
        }

        return gaps;
    }

    /// <summary>Finds the images of a sequence.</summary>
    /// <exception cref="UserException">There is none, there are too many, or one cannot be read.</exception>
    public static async Task<SequenceImages> FindAsync(ImageSequence sequence, ImageFolder folder, CancellationToken cancellationToken)
    {
        var count = sequence.Length ?? folder.Names.Max(sequence.ImageOf) + 1 ?? 0;
        if (count > ImageSequence.MostImages)
            throw new UserException(ExitCode.MediaUnusable, $"{MediaNames.Show(sequence.Name(count))} is said to have {count.ToString(CultureInfo.InvariantCulture)} images, more than any reel: its numbers are damaged.");
        // Whichever are fewer, the files of the folder or the images of the sequence, which a timeline may put at millions.
        int[] there = folder.Names.Count < count
            ? [.. folder.Names.Select(sequence.ImageOf).Where(image => image < count).Select(image => (int)image!.Value).Order()]
            : [.. Enumerable.Range(0, (int)count).Where(image => folder.Holds(sequence.FileName(image)))];
        if (there.Length == 0)
            throw new UserException(ExitCode.InputMissing, $"There is no image of {MediaNames.Show(sequence.Name(Math.Max(1, count)))} in {MediaNames.Show(sequence.Folder)}: give its folder with --media-root.");
        var lengths = new long[count];
        Array.Fill(lengths, -1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"sequence-1 {sequence.Rate.Numerator}/{sequence.Rate.Denominator} {sequence.Step} {sequence.First} {count} {sequence.Missing}\n")));
        foreach (var image in there)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lengths[image] = await AppendAsync(hash, sequence, image, image == there[0] || image == there[^1], cancellationToken);
        }

        return new SequenceImages(sequence, lengths, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The images that are there, in order.</summary>
    public IEnumerable<int> There => Enumerable.Range(0, Count).Where(image => _lengths[image] >= 0);

    /// <summary>The image to decode for one: itself, or the one before it that is held; -1 where none is.</summary>
    public int Shown(int image) => _shown[image];

    /// <summary>Whether the sequence says to show black there.</summary>
    public bool IsBlack(int image) => _sequence.Missing is MissingFramePolicy.Black && image >= 0 && image < Count && _lengths[image] < 0;

    /// <summary>Why there is nothing to decode; null where there is.</summary>
    public string? WhyMissing(int image) =>
        image < 0 || image >= Count || Shown(image) >= 0 ? null : $"the image {MediaNames.Show(_sequence.FileName(image))} is not there";

    /// <summary>Full path of an image.</summary>
    public string PathOf(int image) => Path.Combine(_sequence.Folder, _sequence.FileName(image));

    /// <summary>Opens an image that is there.</summary>
    /// <exception cref="IOException">It is not what it was when the sequence was read; the message says so in words that follow "it could not be read: ".</exception>
    public FileStream Open(int image)
    {
        var file = new FileStream(PathOf(image), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (file.Length == _lengths[image] && file.Length is > 0 and <= LargestImage)
            return file;
        file.Dispose();
        throw new IOException(_lengths[image] switch
        {
            0 => $"{MediaNames.Show(_sequence.FileName(image))} is empty",
            > LargestImage => $"{MediaNames.Show(_sequence.FileName(image))} is larger than 1 GiB",
            _ => $"{MediaNames.Show(_sequence.FileName(image))} has changed while it was in use",
        });
    }

    private static async Task<long> AppendAsync(IncrementalHash hash, ImageSequence sequence, int image, bool whole, CancellationToken cancellationToken)
    {
        var name = sequence.FileName(image);
        try
        {
            using var file = File.OpenHandle(Path.Combine(sequence.Folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.Asynchronous);
            var length = RandomAccess.GetLength(file);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{length}\n")));
            var buffer = new byte[Part];
            var at = 0L;
            while (at < length)
            {
                var read = await RandomAccess.ReadAsync(file, buffer, at, cancellationToken);
                if (read == 0)
                    break;
                hash.AppendData(buffer, 0, read);
                at += read;
                if (!whole && length > 3 * Part)
                    at = at <= Part ? (length - Part) / 2 : at < length - Part ? length - Part : length;
            }

            return length;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{MediaNames.Show(Path.Combine(sequence.Folder, name))} cannot be read: {failure.Message}", failure);
        }
    }
}
