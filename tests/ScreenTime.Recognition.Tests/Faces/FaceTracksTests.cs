using ScreenTime.Recognition.Faces;

namespace ScreenTime.Recognition.Tests.Faces;

public sealed class FaceTracksTests
{
    [Fact]
    public void Two_who_change_places_slowly_keep_their_tracks()
    {
        var frames = Enumerable.Range(0, 6).Select(i => (IReadOnlyList<Face>)[Portraits.Of(0, i, 100 + (60 * i)), Portraits.Of(1, i, 400 - (60 * i))]).ToList();
        var tracks = FaceTracks.Link(frames);
        Assert.Equal(2, tracks.Count);
        Assert.All(tracks, track => Assert.Equal(6, track.Faces.Count));
        Assert.All(tracks, track => Assert.Single(track.Faces.Select(item => Array.IndexOf(item.Face.Descriptor, item.Face.Descriptor.Max())).Distinct()));
    }

    [Fact]
    public void A_face_that_is_missed_for_a_moment_goes_on()
    {
        var track = Assert.Single(FaceTracks.Link([[Portraits.Of(0, 1)], [], [], [Portraits.Of(0, 2)]]));
        Assert.Equal([0, 3], track.Faces.Select(item => item.Frame));
    }

    [Fact]
    public void Somebody_else_in_the_same_place_is_somebody_else() =>
        Assert.Equal(2, FaceTracks.Link([[Portraits.Of(0, 1)], [Portraits.Of(1, 1)]]).Count);
}
