using ScreenTime.Recognition.Faces;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Faces;

public sealed class GalleryTrainerTests
{
    private static readonly Cast s_cast = new("people", [new Character("ann", "ANN", "BLUE", CharacterKind.Person), new Character("ben", "BEN", "RED", CharacterKind.Person)]);

    [Fact]
    public void A_face_alone_with_one_name_is_that_person()
    {
        var (gallery, _) = new GalleryTrainer(s_cast, [Frame(0, [true, false], Portraits.Of(0, 1)), Frame(1, [false, true], Portraits.Of(1, 1))]).Run();
        Assert.Equal(["ann", "ben"], gallery.People.Select(person => person.CharacterId));
        Assert.All(gallery.People, person => Assert.Single(person.Exemplars));
        Assert.True(Near(gallery, 0, Portraits.Of(0, 9)) && !Near(gallery, 0, Portraits.Of(1, 9)));
    }

    [Fact]
    public void Of_two_faces_with_two_names_each_goes_to_whom_it_looks_like()
    {
        var (gallery, _) = new GalleryTrainer(s_cast,
        [
            Frame(0, [true, false], Portraits.Of(0, 1)),
            Frame(1, [true, true], Portraits.Of(1, 2), Portraits.Of(0, 2)),
            Frame(2, [true, true], Portraits.Of(0, 3), Portraits.Of(1, 3)),
            Frame(3, [false, true], Portraits.Of(1, 4)),
        ]).Run();
        Assert.Equal([3, 3], gallery.People.Select(person => person.Exemplars.Count));
        Assert.All(gallery.People[0].Exemplars, exemplar => Assert.True(exemplar.Descriptor[0] > 0.3));
    }

    [Fact]
    public void Somebody_who_is_never_alone_is_known_by_recurring()
    {
        var (gallery, _) = new GalleryTrainer(s_cast, [.. Enumerable.Range(0, 4).Select(i => Frame(i, [true, null], Portraits.Of(0, i), Portraits.Of(2 + i, i)))]).Run();
        Assert.Equal("ann", Assert.Single(gallery.People).CharacterId);
        Assert.True(Near(gallery, 0, Portraits.Of(0, 9)));
        Assert.False(Near(gallery, 0, Portraits.Of(3, 9)));
    }

    [Fact]
    public void Two_who_are_only_ever_seen_together_are_not_guessed_at()
    {
        var (gallery, _) = new GalleryTrainer(s_cast, [.. Enumerable.Range(0, 4).Select(i => Frame(i, [true, true], Portraits.Of(0, i), Portraits.Of(1, i)))]).Run();
        Assert.Empty(gallery.People);
    }

    [Fact]
    public void A_stranger_of_a_frame_without_the_person_is_never_taken_for_them()
    {
        var (gallery, heldOut) = new GalleryTrainer(s_cast,
        [
            Frame(0, [true, null], Portraits.Of(0, 1)),
            Frame(1, [true, null], Portraits.Of(0, 2), Portraits.Of(5, 2)),
            Frame(2, [false, null], Portraits.Of(5, 3)),
        ]).Run();
        Assert.Equal(2, gallery.People[0].Exemplars.Count);
        Assert.True(heldOut[1][0] > 0 && heldOut[2][0] < 0);
    }

    [Fact]
    public void A_shot_never_judges_itself()
    {
        // Ann's only shot: nothing else has taught her, so held out she is found nowhere.
        var (_, heldOut) = new GalleryTrainer(s_cast, [Frame(0, [true, false], Portraits.Of(0, 1)), Frame(0, [true, false], Portraits.Of(0, 2))]).Run();
        Assert.All(heldOut, odds => Assert.Equal(double.NaN, odds[0]));
    }

    private static bool Near(Gallery gallery, int person, Face face) =>
        gallery.People[person].LogOdds(Gallery.Distance(face.Descriptor, gallery.People[person].Exemplars)) > 0;

    private static FaceExample Frame(int shot, bool?[] present, params Face[] faces) => new($"frame {shot} {faces[0].Descriptor[3]}", $"shot {shot}", faces, present);
}
