using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sealing;

/// <summary>What sealing and verifying need to know of a report's JSON.</summary>
/// <param name="Timeline">The timeline's name.</param>
/// <param name="Run">The run.</param>
/// <param name="IsDraft">Whether it is a draft.</param>
/// <param name="Key">The fingerprint that it names; empty for none.</param>
/// <param name="TimelineHash">SHA-256 of the timeline.</param>
/// <param name="Media">Name and SHA-256 of the media (empty where they were not found), and how images are named where they are a sequence.</param>
/// <param name="Origin">What it was written from; null where it does not say.</param>
internal sealed record ReportSummary(
    string Timeline, string Run, bool IsDraft, string Key, string TimelineHash, IReadOnlyList<(string Name, string Hash, ImageSequence? Images)> Media, ReportOrigin? Origin)
{
    /// <summary>Reads it; null where the bytes are no report.</summary>
    public static ReportSummary? Parse(byte[] json)
    {
        try
        {
            using var reader = JsonText.Reader(new StreamReader(new MemoryStream(json)), 16);
            // A second value of a name would be read by some programs in place of the first.
            var report = JObject.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
            if ((string?)report["format"] != "screentime-contract-report/1")
                return null;
            return new ReportSummary(
                OneLine((string?)report["timeline"]?["name"]),
                OneLine((string?)report["provenance"]?["run"]),
                (string?)report["status"] != "audited",
                (string?)report["key"] ?? "",
                (string?)report["timeline"]?["sha256"] ?? "",
                [.. (report["media"] as JArray ?? []).Select(media => (OneLine((string?)media["name"]), (string?)media["sha256"] ?? "", Images(media["sequence"])))],
                report["provenance"]?["written_from"] is JObject origin
                    ? new ReportOrigin(
                        (string?)origin["result_sha256"] ?? "", (string?)origin["corrections_sha256"] ?? "", (string?)origin["audit_sample_sha256"] ?? "", (string?)origin["audit_answers_sha256"] ?? "")
                    : null);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidCastException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static ImageSequence? Images(JToken? json)
    {
        if (json is not JObject sequence)
            return null;
        var (prefix, suffix, rate) = ((string?)sequence["prefix"] ?? "", (string?)sequence["suffix"] ?? "", ((string?)sequence["rate"] ?? "").Split('/'));
        // Whoever wrote the report named the files: they must be plain names, and the numbers those of a sequence.
        var (padding, step, count) = ((int)sequence["padding"]!, (int)sequence["step"]!, (long)sequence["count"]!);
        return ImageSequence.IsPlainName(prefix, suffix) && padding is >= 0 and <= 32 && step > 0 && count is > 0 and <= ImageSequence.MostImages && rate.Length == 2
            ? new ImageSequence(
                "", prefix, suffix, padding, (int)sequence["first"]!, step, new FrameRate(int.Parse(rate[0], CultureInfo.InvariantCulture), int.Parse(rate[1], CultureInfo.InvariantCulture)),
                Enum.Parse<MissingFramePolicy>((string?)sequence["missing"] ?? ""), count)
            : throw new FormatException("its image sequence is none");
    }

    private static string OneLine(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));
}
