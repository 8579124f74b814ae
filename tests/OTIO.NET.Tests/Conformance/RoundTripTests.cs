namespace OpenTimelineIO.Tests.Conformance;

public class RoundTripTests
{
    [Fact]
    public void Writing_what_was_read_is_stable_from_the_first_write()
    {
        foreach (var file in SampleFiles.All())
        {
            var read = OtioFile.Read(file);
            var once = OtioJson.Write(read);
            var again = OtioJson.Read(once);
            Assert.True(read.IsEquivalentTo(again), file);
            Assert.Equal(once, OtioJson.Write(again));
        }
    }

    [Fact]
    public void A_file_the_reference_wrote_comes_back_byte_for_byte()
    {
        foreach (var file in SampleFiles.Cases())
            Assert.True(File.ReadAllText(file) == OtioJson.Write(OtioFile.Read(file)), file);
    }

    [Fact]
    public void A_clone_is_equivalent_and_shares_nothing_that_is_written()
    {
        foreach (var file in SampleFiles.All())
        {
            var read = OtioFile.Read(file);
            var clone = read.DeepClone();
            Assert.True(read.IsEquivalentTo(clone), file);
            Assert.Equal(OtioJson.Write(read), OtioJson.Write(clone));
            ((SerializableObjectWithMetadata)clone).Metadata["changed"] = true;
            Assert.False(read.IsEquivalentTo(clone), file);
        }
    }
}
