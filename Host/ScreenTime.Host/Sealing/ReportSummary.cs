using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ScreenTime.Host.Sealing;

/// <summary>What sealing and verifying need to know of a report's JSON.</summary>
/// <param name="Timeline">The timeline's name.</param>
/// <param name="Run">The run.</param>
/// <param name="IsDraft">Whether it is a draft.</param>
/// <param name="Key">The fingerprint that it names; empty for none.</param>
/// <param name="TimelineHash">SHA-256 of the timeline.</param>
/// <param name="Media">Name and SHA-256 of the media that were found.</param>
internal sealed record ReportSummary(string Timeline, string Run, bool IsDraft, string Key, string TimelineHash, IReadOnlyList<(string Name, string Hash)> Media)
{
    /// <summary>Reads it; null where the bytes are no report.</summary>
    public static ReportSummary? Parse(byte[] json)
    {
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(json))) { MaxDepth = 16, DateParseHandling = DateParseHandling.None };
            var report = JObject.Load(reader);
            if ((string?)report["format"] != "screentime-contract-report/1")
                return null;
            return new ReportSummary(
                OneLine((string?)report["timeline"]?["name"]),
                OneLine((string?)report["provenance"]?["run"]),
                (string?)report["status"] != "audited",
                (string?)report["key"] ?? "",
                (string?)report["timeline"]?["sha256"] ?? "",
                [.. (report["media"] as JArray ?? []).Where(media => (string?)media["sha256"] is { Length: > 0 }).Select(media => (OneLine((string?)media["name"]), (string)media["sha256"]!))]);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidCastException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string OneLine(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));
}
