using System.Globalization;
using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Media;

/// <summary>Numbered images in one folder that together are one moving picture, as a timeline describes them.</summary>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="Prefix">What comes before the number in a file's name.</param>
/// <param name="Suffix">What comes after it, the ending included.</param>
/// <param name="Padding">How many digits a number has at least, zeros in front.</param>
/// <param name="First">The number of the first image; may be negative.</param>
/// <param name="Step">By how much the number grows from image to image; each image shows for as many frames.</param>
/// <param name="Rate">Images a second.</param>
/// <param name="Missing">What to show for an image that is not there.</param>
/// <param name="Length">How many images there are to be; null for as many as the folder holds.</param>
public sealed record ImageSequence(
    string Folder, string Prefix, string Suffix, int Padding, long First, int Step, FrameRate Rate, MissingFramePolicy Missing, long? Length)
{
    /// <summary>More images than any reel: a day at 50 frames a second.</summary>
    public const int MostImages = 4_320_000;

    /// <summary>Whether prefix and suffix make the name of a file in the folder, and of nothing elsewhere, whatever the number.</summary>
    public static bool IsPlainName(string prefix, string suffix) =>
        // A colon is a drive or a hidden stream on Windows.
        (prefix + suffix).AsSpan().IndexOfAny("/\\:\0") < 0 && prefix.Length + suffix.Length < 250;

    /// <summary>The name of an image, counted from 0.</summary>
    public string FileName(long image)
    {
        var number = First + (image * Step);
        return $"{Prefix}{(number < 0 ? "-" : "")}{Digits(Math.Abs(number))}{Suffix}";
    }

    /// <summary>The image that a file's name stands for, counted from 0; null when it is none of the sequence.</summary>
    public long? ImageOf(string name)
    {
        if (name.Length <= Prefix.Length + Suffix.Length
            || !long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number is < -int.MaxValue or > int.MaxValue)
            return null;
        var image = (number - First) / Step;
        return image >= 0 && FileName(image) == name ? image : null;
    }

    /// <summary>How the sequence is named to people: <c>shot.[0101-0196].png</c>.</summary>
    /// <param name="count">How many images it has.</param>
    public string Name(long count) => $"{Prefix}[{Digits(First)}-{Digits(First + ((count - 1) * Step))}]{Suffix}";

    private string Digits(long number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(Padding, '0');
}
