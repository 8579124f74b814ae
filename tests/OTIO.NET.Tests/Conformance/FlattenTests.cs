namespace OpenTimelineIO.Tests.Conformance;

public class FlattenTests
{
    [Fact]
    public void The_multitrack_sample_flattens_to_the_preflattened_one()
    {
        var tracks = OtioFile.Read<Timeline>(SharedData.Path("otio-sample-data", "multitrack.otio")).VideoTracks().ToList();
        var expected = OtioFile.Read<Timeline>(SharedData.Path("otio-sample-data", "preflattened.otio")).VideoTracks().First();
        var flat = StackFlattening.Flatten(tracks);
        flat.Name = expected.Name;
        Assert.Equal(expected.Children.Count, flat.Children.Count);
        for (var i = 0; i < expected.Children.Count; i++)
        {
            Assert.Equal(expected.Children[i].Name, flat.Children[i].Name);
            Assert.Equal(((Item)expected.Children[i]).TrimmedRange(), ((Item)flat.Children[i]).TrimmedRange());
        }
    }
}
