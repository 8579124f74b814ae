using System.Diagnostics;
using OpenTimelineIO;

namespace ScreenTime.Examples.ShortFilm.Cuts;

/// <summary>Writes a cut as OpenTimelineIO.</summary>
internal sealed class CutOtio(FilmSettings settings, string mediaUrl)
{
    public Timeline Timeline(Cut cut)
    {
        var timeline = new Timeline(cut.Name) { GlobalStartTime = Time(settings.CutStartFrame) };
        Fill(timeline.Tracks, cut.Tracks);
        return timeline;
    }

    private void Fill(Stack stack, IReadOnlyList<IReadOnlyList<Piece>> tracks)
    {
        for (var i = 0; i < tracks.Count; i++)
        {
            var track = new Track(FormattableString.Invariant($"V{i + 1}"));
            foreach (var piece in tracks[i])
            {
                if (piece is Footage { DissolveIn: > 0 and var frames })
                    track.Children.Add(new Transition
                    {
                        Name = "Cross Dissolve",
                        TransitionType = Transition.SmpteDissolve,
                        InOffset = Time(frames / 2),
                        OutOffset = Time(frames / 2),
                    });
                track.Children.Add(Item(piece));
            }

            stack.Children.Add(track);
        }
    }

    private Item Item(Piece piece) => piece switch
    {
        Blank => new Gap(Time(piece.Length)),
        Overlay overlay => new Clip(overlay.Name, new GeneratorReference { Name = overlay.Name, GeneratorKind = overlay.Kind }, Range(0, piece.Length)),
        Footage footage => Clip(footage),
        Nest nest => Nested(nest),
        _ => throw new UnreachableException(piece.GetType().Name),
    };

    private Clip Clip(Footage footage)
    {
        var media = new ExternalReference(mediaUrl, Range(settings.StartFrame, settings.FrameCount)) { Name = "film" };
        var clip = new Clip(footage.Name, media, Range(settings.StartFrame + footage.Source, footage.Length)) { Enabled = footage.Enabled };
        switch (footage.Speed)
        {
            case Speed.Double or Speed.Half:
                clip.Effects.Add(new LinearTimeWarp { Name = "Speed", TimeScalar = footage.Speed == Speed.Double ? 2 : 0.5 });
                break;
            case Speed.Freeze:
                clip.Effects.Add(new FreezeFrame { Name = "Freeze" });
                break;
        }

        return clip;
    }

    private Stack Nested(Nest nest)
    {
        var stack = new Stack { Name = "nested", SourceRange = Range(nest.In, nest.Length) };
        Fill(stack, nest.Inner);
        return stack;
    }

    private RationalTime Time(long frames) => new(frames, settings.Rate.Value);

    private TimeRange Range(long start, long length) => new(Time(start), Time(length));
}
