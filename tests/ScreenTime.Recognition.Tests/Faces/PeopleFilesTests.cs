using ScreenTime.Recognition.Faces;
using ScreenTime.Sdk;

namespace ScreenTime.Recognition.Tests.Faces;

public sealed class PeopleFilesTests
{
    [Fact]
    public void Features_come_back_as_they_were()
    {
        var features = new PeopleFeatures([Portraits.Of(0, 1), Portraits.Of(3, 2, 700)], [1, 2, 3]);
        var back = PeopleFeatures.Decode(features.Encode());
        Assert.Equal([1, 2, 3], back.Whole);
        Assert.Equal(features.Faces.Select(face => face.Box), back.Faces.Select(face => face.Box));
        Assert.Equal(features.Faces[1].Descriptor, back.Faces[1].Descriptor);
        Assert.Equal(features.Faces[1].Points.Mouth.Y, back.Faces[1].Points.Mouth.Y, 1e-3);
        Assert.Empty(PeopleFeatures.Decode(new PeopleFeatures([], []).Encode()).Faces);
    }

    [Fact]
    public void Damaged_features_are_one_sentence()
    {
        var whole = new PeopleFeatures([Portraits.Of(0, 1)], [1, 2, 3]).Encode();
        foreach (var bytes in (byte[][])[[], whole[..11], whole[..40], [.. whole[..4], 255, 255, 255, 127, .. whole[8..]], [.. whole[..8], 255, 255, 255, 255, .. whole[12..]], [.. "SFF2"u8, .. whole[4..]]])
            Assert.Equal(ExitCode.InputInvalid, Assert.Throws<UserException>(() => PeopleFeatures.Decode(bytes)).ExitCode);
    }
}
