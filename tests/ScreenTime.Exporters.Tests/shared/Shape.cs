using System.Globalization;
using System.Text;
using OpenTimelineIO;

namespace ScreenTime.Exporters.Tests;

/// <summary>A timeline in words: all that an editing format can carry, and nothing that only names it.</summary>
internal static class Shape
{
    public static string Of(Timeline timeline)
    {
        var text = new StringBuilder();
        // Formats order tracks of sound and picture in their own ways.
        foreach (var track in timeline.Tracks.Children.OfType<Track>().Where(track => track.Children.Count > 0).OrderByDescending(track => track.Kind, StringComparer.Ordinal))
            Append(text, track, 0);
        foreach (var marker in timeline.Tracks.Markers)
            text.Append(CultureInfo.InvariantCulture, $"marker {Marker(marker)}\n");
        return text.ToString();
    }

    private static void Append(StringBuilder text, Composable composable, int depth)
    {
        text.Append(' ', depth * 2).Append(composable.SchemaName);
        if (composable is Transition transition)
            text.Append(CultureInfo.InvariantCulture, $" {transition.TransitionType} {Time(transition.InOffset)} {Time(transition.OutOffset)}");
        if (composable is Item item)
        {
            text.Append(item is Gap ? $" {Time(item.Duration())}" : item is Track track ? $" {track.Kind}" : $" '{item.Name}' {Time(item.SourceRange!.Value.StartTime)} + {Time(item.SourceRange.Value.Duration)}");
            text.Append(item.Enabled ? "" : " off");
            foreach (var effect in item.Effects.OfType<TimeEffect>())
                text.Append(CultureInfo.InvariantCulture, $" {(effect is LinearTimeWarp warp ? $"x{warp.TimeScalar:0.######}" : "ramp")}");
            foreach (var marker in item.Markers)
                text.Append(CultureInfo.InvariantCulture, $" [{Marker(marker)}]");
        }

        if (composable is Clip clip)
            text.Append(CultureInfo.InvariantCulture, $" {Media(clip)}{(clip.MediaReference as GeneratorReference)?.GeneratorKind}");
        text.Append('\n');
        if (composable is Composition composition)
        {
            // A track may end in a gap, up to where the longest ends.
            foreach (var child in composition.Children.Reverse().SkipWhile(child => child is Gap && composition is Track).Reverse())
                Append(text, child, depth + 1);
        }
    }

    // Formats that want a URL get one.
    private static string Media(Clip clip) => clip.MediaReference is not ExternalReference media ? "" : MediaUrl.TryGetPath(media.TargetUrl, out var path) ? path : media.TargetUrl;

    private static string Marker(Marker marker) =>
        $"{marker.Name} ({marker.Comment}) {marker.Color} {Time(marker.MarkedRange.StartTime)} + {Time(marker.MarkedRange.Duration)}";

    private static string Time(RationalTime time) => time.ToSeconds().ToString("0.####", CultureInfo.InvariantCulture);
}
