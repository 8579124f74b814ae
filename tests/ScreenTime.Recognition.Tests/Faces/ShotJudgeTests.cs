using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Faces;
using ScreenTime.Recognition.Features;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Faces;

public sealed class ShotJudgeTests
{
    private static readonly Cast s_cast = new("people", [new Character("ann", "ANN", "BLUE", CharacterKind.Person), new Character("ben", "BEN", "RED", CharacterKind.Person)]);
    private static readonly IReadOnlyList<Stage> s_stages = [new Stage("stage32", 4, 6, 12, 106, 53, 53)];
    private static readonly Gallery s_gallery = new([Known("ann", 0), Known("ben", 1)]);

    [Fact]
    public void A_turned_head_keeps_the_person_there_without_a_visible_face()
    {
        var judge = Judge(Frame(0, body: true, Portraits.Of(0, 1)), Frame(1, body: true), Frame(2, body: true, Portraits.Of(0, 2)));
        var turned = judge.Judge(Frame(1, body: true), null);
        Assert.True(turned.Probabilities[0] > 0.9 && turned.Faces![0] < 0.1);
        var seen = judge.Judge(Frame(2, body: true, Portraits.Of(0, 2)), null);
        Assert.True(seen.Probabilities[0] > 0.9 && seen.Faces![0] > 0.9);
        Assert.True(seen.Probabilities[1] < 0.1);
    }

    [Fact]
    public void Somebody_who_has_left_is_not_there() =>
        Assert.True(Judge(Frame(0, body: true, Portraits.Of(0, 1)), Frame(1, body: false)).Judge(Frame(1, body: false), null).Probabilities[0] < 0.1);

    [Fact]
    public void A_stranger_is_nobody()
    {
        var stranger = Judge(Frame(0, body: true, Portraits.Of(7, 1)), Frame(1, body: true, Portraits.Of(7, 2))).Judge(Frame(0, body: true, Portraits.Of(7, 1)), null);
        Assert.All(stranger.Probabilities.Concat(stranger.Faces!), p => Assert.True(p < 0.1));
    }

    [Fact]
    public void A_bad_angle_is_carried_by_the_good_ones_of_its_track()
    {
        // Alone it is nearer to nobody than to Ann; between two good pictures in the same place it is hers.
        var bad = Portraits.Of(0, 3, noise: 0.62);
        Assert.True(Gallery.Distance(bad.Descriptor, s_gallery.People[0].Exemplars) > s_gallery.People[0].Threshold);
        Assert.True(Judge(Frame(1, body: true, bad)).Judge(Frame(1, body: true, bad), null).Faces![0] < 0.5);
        Assert.True(Judge(Frame(0, body: true, Portraits.Of(0, 1)), Frame(1, body: true, bad), Frame(2, body: true, Portraits.Of(0, 2))).Judge(Frame(1, body: true, bad), null).Faces![0] > 0.5);
    }

    [Fact]
    public void Nobody_is_in_two_places()
    {
        var both = Frame(0, body: true, Portraits.Of(0, 1, 100), Portraits.Of(0, 2, 900, 0.4));
        var judge = Judge(both);
        var twin = judge.Judge(both with { Features = new PeopleFeatures([both.Features.Faces[1]], both.Features.Whole) }, null);
        Assert.True(twin.Faces![0] < 0.5);
        Assert.True(judge.Judge(both, null).Faces![0] > 0.5);
    }

    [Fact]
    public void The_whole_frame_counts_less_where_a_face_should_have_been_seen()
    {
        var judge = Judge(Frame(0, body: false));
        var hidden = judge.Judge(Frame(0, body: false), [0.6f, 0.6f]);
        // Her face is found nearly always (0.9), so its absence speaks against her.
        Assert.True(hidden.Probabilities[0] < 0.3);
        Assert.True(hidden.Probabilities[0] > 0);
    }

    private static KnownPerson Known(string id, int person) =>
        new(id, [.. Enumerable.Range(20, 4).Select(picture => new Exemplar($"{picture}", Portraits.Of(person, picture).Descriptor))], 0.5, 40, 0.9, 0.02);

    private static ShotJudge Judge(params JudgedFrame[] shot) => new(s_cast, s_gallery, s_stages, shot);

    /// <summary>A frame with faces; where there is a body, the cells below a face at 300 look unlike the rest.</summary>
    private static JudgedFrame Frame(double seconds, bool body, params Face[] faces)
    {
        var map = new float[4 * 72];
        for (var cell = 0; cell < 72; cell++)
        {
            var (row, column) = (cell / 12, cell % 12);
            map[((body && row >= 1 && column is >= 1 and <= 4 ? 1 : 0) * 72) + cell] = 1;
        }

        return new JudgedFrame(seconds, new PeopleFeatures(faces, FeatureCodec.Encode([map])));
    }
}
