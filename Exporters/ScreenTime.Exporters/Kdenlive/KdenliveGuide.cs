using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenTimelineIO;
using ScreenTime.Exporters.Markers;
using ScreenTime.Sdk;

namespace ScreenTime.Exporters.Kdenlive;

/// <summary>A guide of Kdenlive's, and a marker of one of its clips: <c>{"comment": "…", "duration": 0, "pos": 25, "type": 0}</c>.</summary>
/// <param name="Position">The frame.</param>
/// <param name="Comment">What it says.</param>
/// <param name="Category">Its category, 0 to 8, or one that a user added.</param>
/// <param name="Duration">Its length in frames in versions that have it; 0 for a point.</param>
internal sealed record KdenliveGuide(long Position, string Comment, int Category, long Duration)
{
    /// <summary>Strings as Kdenlive writes them: what is no ASCII stays itself.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MaximumLength = 16 << 20;

    /// <summary>Reads a list of guides; null when it is none.</summary>
    public static IReadOnlyList<KdenliveGuide>? Read(string json, int maximum)
    {
        if (json.Length > MaximumLength)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() > maximum)
                return null;
            var guides = new List<KdenliveGuide>();
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("pos", out var position) || Whole(position) is not { } frame)
                    return null;
                var comment = entry.TryGetProperty("comment", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
                var category = entry.TryGetProperty("type", out var type) ? Whole(type) ?? 0 : 0;
                var duration = entry.TryGetProperty("duration", out var length) ? Whole(length) ?? 0 : 0;
                guides.Add(new KdenliveGuide(frame, comment, (int)Math.Clamp(category, -1, 10_000), Math.Max(0, duration)));
            }

            return guides;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Guides in order, one a frame, since Kdenlive keeps one: those that share it become one that says what all say.</summary>
    public static IEnumerable<KdenliveGuide> OneAFrame(IEnumerable<KdenliveGuide> guides) => guides.GroupBy(guide => guide.Position).OrderBy(group => group.Key)
        .Select(group => group.First() with { Comment = string.Join(" + ", group.Select(guide => guide.Comment).Distinct()) });

    /// <summary>A list of guides as Kdenlive writes it.</summary>
    public static string Write(IEnumerable<KdenliveGuide> guides)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, IndentSize = 4, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (var guide in guides)
            {
                writer.WriteStartObject();
                writer.WriteString("comment", guide.Comment);
                if (guide.Duration > 0)
                    writer.WriteNumber("duration", guide.Duration);
                writer.WriteNumber("pos", guide.Position);
                writer.WriteNumber("type", guide.Category);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The marker of a guide: as long as it says, or one frame.</summary>
    public Marker ToMarker(FrameRate rate)
    {
        var marker = new Marker
        {
            Name = Comment,
            Comment = Comment,
            Color = MarkerColors.FromKdenlive(Category.ToString(CultureInfo.InvariantCulture)),
            MarkedRange = new TimeRange(new RationalTime(Position, rate.Value), new RationalTime(Math.Max(1, Duration), rate.Value)),
        };
        marker.Metadata["kdenlive"] = new Metadata { ["type"] = Category };
        return marker;
    }

    private static long? Whole(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && number is >= int.MinValue and <= int.MaxValue ? (long)Math.Round(number) : null;
}
