using CsCheck;

namespace OpenTimelineIO.Tests.Editing;

/// <summary>A track as a list of what each frame shows: the model that edits are compared with.</summary>
internal static class Frames
{
    public const double Rate = 24;

    /// <summary>Tracks of clips and gaps, without transitions; the clips are named by letters and have frames to spare.</summary>
    public static readonly Gen<Track> Tracks = Gen.Select(Gen.Int[1, 12], Gen.Int[0, 30], Gen.Int[0, 4]).Array[0, 8].Select(parts =>
    {
        var track = new Track("t");
        foreach (var (length, start, kind) in parts)
            track.Children.Add(kind == 0
                ? new Gap(new RationalTime(length, Rate))
                : new Clip($"{(char)('a' + track.Children.Count)}", new ExternalReference("m", new(0, 100, Rate)), new(start, length, Rate)));
        return track;
    });

    public static Clip NewClip(int start, int length) => new("NEW", new ExternalReference("n", new(0, 100, Rate)), new(start, length, Rate));

    public static List<string> Of(Track track)
    {
        var frames = new List<string>();
        foreach (var child in track.Children)
        {
            var item = Assert.IsAssignableFrom<Item>(child);
            var range = item.TrimmedRange();
            Assert.True(range.Duration.Value > 0, $"'{item.Name}' is empty");
            Assert.True(item.RangeInParent().StartTime.Equals(new RationalTime(frames.Count, Rate)));
            for (var i = 0; i < (int)range.Duration.Value; i++)
                frames.Add(item is Gap ? "-" : $"{item.Name}{range.StartTime.Value + i}");
        }
        return frames;
    }

    public static RationalTime At(int frame) => new(frame, Rate);
}
