using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;
using SkiaSharp;

namespace ScreenTime.Host.Reports;

/// <summary>
/// The pictures beside a report's appearances. For <see cref="EvidenceKind.Subject"/> a frame is chosen in which the machine and the people who corrected it saw nobody else of the cast;
/// where there is none, the whole picture is made unrecognisable. Whoever is in no cast is not looked for.
/// </summary>
internal static class EvidencePictures
{
    private const int Width = 320;

    // So coarse that nobody can be told from anybody.
    private const int BlurredWidth = 12;

    /// <summary>The report with its pictures.</summary>
    /// <param name="report">The report.</param>
    /// <param name="everybody">The result with all characters and samples: who else may be in a picture.</param>
    /// <param name="sources">Takes the pictures.</param>
    /// <param name="progress">Where it says how far it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ContractReport> AddAsync(
        ContractReport report, AnalysisResult everybody, RecordPictures sources, IJobProgress progress, CancellationToken cancellationToken)
    {
        var crowd = new Crowd(everybody);
        var appearances = report.Evidence == EvidenceKind.Subject
            ? [.. report.Appearances.Select(item => item with { Appearance = item.Appearance with { EvidenceFrame = crowd.FrameWithoutOthers(item.Appearance) } })]
            : report.Appearances;
        var pictures = await sources.TakeAsync(
            [.. appearances.Select(item => item.Appearance.EvidenceFrame)],
            Width,
            report.Evidence == EvidenceKind.Subject ? (frame, picture) => crowd.At(frame) > 1 ? Unrecognisable(picture) : picture : null,
            progress,
            cancellationToken).ConfigureAwait(false);
        return report with
        {
            Appearances = [.. appearances.Select(item => item with { Picture = pictures.TryGetValue(item.Appearance.EvidenceFrame, out var picture) ? picture : null })],
        };
    }

    private static SKBitmap Unrecognisable(SKBitmap picture)
    {
        using var small = picture.Resize(new SKImageInfo(BlurredWidth, Math.Max(1, picture.Height * BlurredWidth / picture.Width), picture.ColorType, SKAlphaType.Opaque), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return small.Resize(new SKImageInfo(picture.Width, picture.Height, picture.ColorType, SKAlphaType.Opaque), new SKSamplingOptions(SKFilterMode.Nearest));
    }

    /// <summary>Who is on screen in a frame.</summary>
    private sealed class Crowd(AnalysisResult everybody)
    {
        private readonly IReadOnlyList<IReadOnlyList<FrameRange>> _present = [.. everybody.Cast.Characters.Select(character =>
            FrameRange.Union(everybody.Appearances.Where(appearance => appearance.CharacterId == character.Id).Select(appearance => appearance.Record)))];

        /// <summary>How many characters.</summary>
        public int At(long frame) => _present.Count(ranges => Counting.StretchCount.Cut(ranges, new FrameRange(frame, frame + 1)).Count > 0);

        /// <summary>The looked-at frame of an appearance that shows it most clearly and nobody else; its own evidence frame where there is none.</summary>
        public long FrameWithoutOthers(Appearance appearance)
        {
            var index = everybody.Cast.IndexOf(appearance.CharacterId);
            return everybody.Samples
                .Where(sample => sample.Probabilities is not null && !sample.Composited && appearance.Record.Contains(sample.RecordFrame) && At(sample.RecordFrame) == 1)
                .OrderByDescending(sample => sample.Probabilities![index]).ThenBy(sample => sample.RecordFrame)
                .Select(sample => (long?)sample.RecordFrame).FirstOrDefault() ?? appearance.EvidenceFrame;
        }
    }
}
