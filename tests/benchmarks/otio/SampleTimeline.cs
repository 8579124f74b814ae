using OpenTimelineIO;

/// <summary>Timelines as an editor's: four tracks, media with ranges, metadata, a marker and a dissolve here and there.</summary>
internal static class SampleTimeline
{
    public static Timeline Of(int clips)
    {
        var timeline = new Timeline("benchmark") { GlobalStartTime = new(86400, 24) };
        for (var i = 0; i < 4; i++)
            timeline.Tracks.Children.Add(new Track($"V{i + 1}"));
        for (var i = 0; i < clips; i++)
        {
            var track = (Track)timeline.Tracks.Children[i % 4];
            if (i % 40 >= 36 && track.Children.Count > 0)
                track.Children.Add(new Transition { TransitionType = Transition.SmpteDissolve, InOffset = new(6, 24), OutOffset = new(6, 24) });
            track.Children.Add(NewClip(i));
        }
        return timeline;
    }

    public static Track LongTrack(int clips)
    {
        var track = new Track("V1");
        for (var i = 0; i < clips; i++)
            track.Children.Add(NewClip(i));
        return track;
    }

    private static Clip NewClip(int i)
    {
        var clip = new Clip($"shot_{i:00000}", new ExternalReference($"file:///media/reel_{i % 37:00}.mov", new(86400, 5000, 24)), new(86400 + i % 1000, 24 + i % 100, 24));
        clip.Metadata["cmx_3600"] = new Metadata { ["reel"] = $"A{i % 37:000}", ["event"] = i, ["comments"] = new MetadataList(["FROM CLIP NAME", 1.5, true]) };
        if (i % 10 == 0)
            clip.Markers.Add(new Marker { Name = "note", Color = MarkerColor.Red, MarkedRange = new(86410, 5, 24), Comment = "look here" });
        return clip;
    }
}
