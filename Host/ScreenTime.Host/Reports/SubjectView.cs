using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Reports;

/// <summary>The part of a frame that shows one character, and what of it shows others.</summary>
/// <param name="Frame">The record frame.</param>
/// <param name="Subject">What may be seen, in fractions of the frame.</param>
/// <param name="Others">What of it must not be seen.</param>
internal sealed record SubjectView(long Frame, SKRect Subject, IReadOnlyList<SKRect> Others)
{
    private const int JpegQuality = 85;

    // So coarse that nobody can be told from anybody.
    private const int Columns = 12;

    // A face with hair and chin, in its own widths and heights. A drawn character's part is shown as it was found.
    private const float FaceSide = 0.5f, FaceAbove = 0.6f, FaceBelow = 0.7f;

    // What is found of others is often a little less than there is of them.
    private const float Margin = 0.25f;

    /// <summary>
    /// The clearest look at an appearance's subject, with as few others about as can be: of the frames that were looked at, in which the machine and the people who corrected it have the
    /// subject, and in which it is known where. Null where there is none.
    /// </summary>
    public static SubjectView? Find(Appearance appearance, AnalysisResult everybody)
    {
        var index = everybody.Cast.IndexOf(appearance.CharacterId);
        var isPerson = everybody.Cast.Characters[index].Kind == CharacterKind.Person;
        return everybody.Samples.Where(sample => appearance.Record.Contains(sample.RecordFrame))
            // Of a frame that several pictures share, each has its own sample: no region of one is a part of all.
            .GroupBy(sample => sample.RecordFrame).Where(frame => frame.Count() == 1).Select(frame => frame.Single())
            .Where(sample => sample.Probabilities is not null && RegionOf(sample, index) is not null)
            .OrderBy(sample => Elsewhere(sample, index).Count()).ThenByDescending(sample => sample.Probabilities!.ElementAtOrDefault(index)).ThenBy(sample => sample.RecordFrame)
            .Select(sample => Of(sample, index, isPerson, everybody)).OfType<SubjectView>().FirstOrDefault();
    }

    /// <summary>The picture with everything else unrecognisable.</summary>
    public byte[] Show(byte[] jpeg)
    {
        using var picture = SKBitmap.Decode(jpeg);
        using var coarse = Unrecognisable(picture);
        using (var canvas = new SKCanvas(coarse))
        {
            canvas.Save();
            canvas.ClipRect(Scaled(Subject, picture));
            // Whole pixels of the coarse picture cover the others, whatever falls between two.
            foreach (var other in Others)
                canvas.ClipRect(Scaled(other, picture), SKClipOperation.Difference);
            canvas.DrawBitmap(picture, 0, 0);
            canvas.Restore();
        }

        using var image = SKImage.FromBitmap(coarse);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return data.ToArray();
    }

    private static SubjectView? Of(Sample sample, int index, bool isPerson, AnalysisResult everybody)
    {
        var found = RectOf(RegionOf(sample, index)!.Value);
        var subject = isPerson
            ? new SKRect(found.Left - (FaceSide * found.Width), found.Top - (FaceAbove * found.Height), found.Right + (FaceSide * found.Width), found.Bottom + (FaceBelow * found.Height))
            : found;
        var others = Elsewhere(sample, index).Select(region =>
        {
            var rect = RectOf(region);
            rect.Inflate(Margin * rect.Width, Margin * rect.Height);
            return rect;
        }).Where(subject.IntersectsWith).ToList();
        // Where the middle of the subject is somebody else's too, it is not known who would be shown.
        if (others.Exists(other => other.Contains(found.MidX, found.MidY)))
            return null;
        // A companion of whom it is not known where they are may be anywhere; a drawn one reaches farther than what was found of it.
        return Companions(sample, index, everybody).All(other => RegionOf(sample, other) is not null && isPerson && everybody.Cast.Characters[other].Kind == CharacterKind.Person)
            ? new SubjectView(sample.RecordFrame, subject, others)
            : null;
    }

    /// <summary>Who else of the cast is on screen in a frame, as the machine or a person has it.</summary>
    private static IEnumerable<int> Companions(Sample sample, int index, AnalysisResult everybody) => everybody.Appearances
        .Where(appearance => appearance.Record.Contains(sample.RecordFrame)).Select(appearance => everybody.Cast.IndexOf(appearance.CharacterId)).Where(other => other >= 0 && other != index).Distinct();

    private static IEnumerable<SightingRegion> Elsewhere(Sample sample, int index) =>
        sample.Strangers.Concat(sample.Regions!.Where((region, other) => other != index && region is not null).Select(region => region!.Value));

    private static SightingRegion? RegionOf(Sample sample, int character) => sample.Regions?.ElementAtOrDefault(character);

    private static SKRect RectOf(SightingRegion region) => new(region.X, region.Y, region.X + region.Width, region.Y + region.Height);

    private static SKRect Scaled(SKRect part, SKBitmap picture) => new(part.Left * picture.Width, part.Top * picture.Height, part.Right * picture.Width, part.Bottom * picture.Height);

    private static SKBitmap Unrecognisable(SKBitmap picture)
    {
        using var small = picture.Resize(new SKImageInfo(Columns, Math.Max(1, picture.Height * Columns / picture.Width), SKColorType.Rgba8888, SKAlphaType.Opaque), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return small.Resize(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), new SKSamplingOptions(SKFilterMode.Nearest));
    }
}
